"""What Gantry plugins in Python are written with: one file, nothing beside Python's own library.

A plugin says what it has, and runs:

    from gantry_plugin import Failure, Plugin

    plugin = Plugin()

    @plugin.action("ping.check")
    def check(call, host, port=443):
        if not answers(host, port):
            call.find(subject=f"host/{host}", severity="critical", message=f"{host} does not answer")
        return {"port": port}

    if __name__ == "__main__":
        plugin.run()

`run` speaks the protocol that plugin.yaml names: `exec`, a request on standard input, or `serve`, many calls at a time.
docs/plugin-protocol.md says what goes over the wire. Whatever a plugin prints by itself goes to standard error.
"""

import datetime
import io
import json
import os
import pathlib
import re
import sys
import threading
import traceback
from decimal import Decimal

PROTOCOL = 1
METHOD_NOT_FOUND, INVALID_PARAMS, PARSE_ERROR, FAILED, CANCELLED = -32601, -32602, -32700, 1, -32800


class Failure(Exception):
    """The call failed for a reason that a person can mend, in words for them.

    `retry` and `retry_after` ("10m") are for channels: whether and when another try may help.
    """

    def __init__(self, message, retry=True, retry_after=None):
        super().__init__(message)
        self.retry, self.retry_after = retry, retry_after

    def members(self):
        members = {"message": str(self)}
        if not self.retry:
            members["retry"] = False
        if self.retry_after is not None:
            members["retry_after"] = self.retry_after
        return members


class Cancelled(Exception):
    """Gantry has given the call up. Raised by whatever `call` is asked for next."""


class _Unknown(Exception):
    """An action, a channel, a trigger or a method that is not here."""

    def __init__(self, message, code=INVALID_PARAMS):
        super().__init__(message)
        self.code = code


def evidence(rule=None, inputs=(), arithmetic=()):
    """Why a finding holds. Each of `inputs` is (name, value) or (name, value, file, line)."""
    members = {"inputs": [], "arithmetic": [str(line) for line in arithmetic]}
    if rule is not None:
        members["rule"] = rule
    for name, value, *place in inputs:
        entry = {"name": str(name), "value": str(value)}
        if place:
            entry["source"] = {"file": str(place[0]), "line": int(place[1]), "column": 1}
        members["inputs"].append(entry)
    return members


def duration(text):
    """`90s`, `10m`, `2h`, `3d`, `2w` and `500ms` as a timedelta."""
    match = re.fullmatch(r"(\d+) *(ms|s|m|h|d|days?|w|weeks?)", text.strip())
    if not match:
        raise Failure(f"'{text}' is not a duration such as 90s, 10m or 2h")
    names = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
    unit = match[2] if match[2] == "ms" else match[2][0]
    return datetime.timedelta(**{names[unit]: int(match[1])})


def percent(text):
    """`80%` as the exact Decimal 80."""
    match = re.fullmatch(r"(-?\d+(?:\.\d+)?) ?%", text.strip())
    if not match:
        raise Failure(f"'{text}' is not a percentage such as 80%")
    return Decimal(match[1])


def _instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def _encode(value):
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (datetime.date, datetime.datetime, pathlib.Path)):
        return value.isoformat() if hasattr(value, "isoformat") else str(value)
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    raise TypeError(f"{type(value).__name__} cannot be said in JSON")


def _dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_encode)


def _load(text):
    return json.loads(text, parse_float=Decimal)


class Call:
    """One call of an action: what it was asked with, and where it says what it finds."""

    def __init__(self, request, say):
        self._say = say
        #: Set once Gantry has given the call up.
        self.cancelled = threading.Event()
        self.inputs = request.get("inputs", {})
        self.secrets = request.get("secrets", {})
        #: A folder that the plugin may write, and that stays.
        self.work = pathlib.Path(request.get("work", "."))
        self.run = request.get("run", {})
        self.projects = request.get("projects", [])

    @property
    def now(self):
        """The run's time, which need not be the machine's; aware of its zone's offset."""
        return _instant(self.run["at"])

    def project(self, name):
        """The project with this id; a Failure where there is none."""
        for project in self.projects:
            if project["id"] == name:
                return project
        raise Failure(f"there is no project '{name}'")

    def log(self, message, level="info"):
        self._tell("log", level=level, message=str(message))

    def progress(self, percent, message=None):
        self._tell("progress", percent=int(percent), **({} if message is None else {"message": str(message)}))

    def find(self, subject, severity, message, **more):
        """Something that holds now. `more`: project, rule, stage, owner, due, advice, evidence."""
        given = {key: value for key, value in more.items() if value is not None}
        self._tell("finding", subject=subject, severity=severity, message=message, **given)

    def skip(self, project, message):
        """This project was not looked at, so that none of its alerts is resolved."""
        self._tell("skipped", project=project, message=str(message))

    def _tell(self, kind, **members):
        if self.cancelled.is_set():
            raise Cancelled()
        self._say(kind, members)


class Delivery:
    """One message for one person."""

    def __init__(self, request, say):
        self._say, delivery = say, request["delivery"]
        self.cancelled = threading.Event()
        self.inputs = request.get("inputs", {})
        self.secrets = request.get("secrets", {})
        self.work = pathlib.Path(request.get("work", "."))
        self.id, self.message_id, self.attempt = delivery["id"], delivery["message_id"], delivery["attempt"]
        self.recipient, self.alerts = delivery["recipient"], delivery["alerts"]
        self.subject, self.body = delivery["subject"], delivery["body"]
        self.created_at = _instant(delivery["created_at"])

    def log(self, message, level="info"):
        self._say("log", {"level": level, "message": str(message)})


class Subscription:
    """A workflow's trigger that waits for events, until `ended` is set."""

    def __init__(self, request, emit):
        self.id, self._emit = request["subscription"], emit
        self.inputs = request.get("inputs", {})
        self.secrets = request.get("secrets", {})
        self.ended = threading.Event()

    def emit(self, id, payload=None):
        """Hands an event over, and returns once Gantry has stored it: whether it was not known yet.

        Raises Failure where it was not stored. Send it again then, with the same id.
        """
        return self._emit(self.id, str(id), {} if payload is None else payload)


class Plugin:
    """What a plugin has."""

    def __init__(self):
        self.actions, self.channels, self.triggers = {}, {}, {}

    def action(self, name):
        """A function of a Call and of the action's inputs by their names; it gives the output, a dict or nothing."""
        return lambda function: self.actions.setdefault(name, function)

    def channel(self, name):
        """A function of a Delivery and of the channel's inputs; when it returns, the message is delivered."""
        return lambda function: self.channels.setdefault(name, function)

    def trigger(self, name):
        """A function of a Subscription and of the trigger's inputs, in a thread of its own until `ended` is set."""
        return lambda function: self.triggers.setdefault(name, function)

    def run(self):
        """Speaks with Gantry until the call, or the plugin's life, is over; then ends the process."""
        reading = sys.stdin.buffer
        writing = os.fdopen(os.dup(1), "wb")
        # What the author prints must not get between the messages.
        os.dup2(2, 1)
        sys.stdout = io.TextIOWrapper(os.fdopen(os.dup(2), "wb"), line_buffering=True)
        if os.environ.get("GANTRY_PROTOCOL", "exec") == "serve":
            _Server(self, reading, writing).serve()
            sys.stderr.flush()
            os._exit(0)
        sys.exit(_answer(self, reading, writing))

    def perform(self, request, say):
        """Does what a request asks; gives the call, for cancelling, and a function that does it."""
        if "channel" in request:
            return self._prepare(self.channels, "channel", request, Delivery(request, say))
        return self._prepare(self.actions, "action", request, Call(request, say))

    def _prepare(self, known, kind, request, subject):
        name = request.get(kind)
        if name not in known:
            raise _Unknown(f"there is no {kind} '{name}'")
        return subject, lambda: known[name](subject, **subject.inputs)


def _reason(error):
    """An error of the plugin's own code, in a line."""
    traceback.print_exc()
    return f"{type(error).__name__}: {error}".splitlines()[0]


# ---- exec ------------------------------------------------------------------------------------------------------------


def _answer(plugin, reading, writing):
    def say(kind, members):
        writing.write(_dump({"type": kind, **members}).encode() + b"\n")
        writing.flush()

    try:
        request = _load(reading.read())
    except ValueError:
        say("failure", {"message": "the request is not JSON"})
        return 1
    try:
        _, do = plugin.perform(request, say)
        output = do()
        if "channel" not in request and output is not None:
            say("output", {"value": output})
        return 0
    except Failure as failure:
        say("failure", failure.members())
    except Exception as error:
        say("failure", {"message": str(error) if isinstance(error, _Unknown) else _reason(error)})
    return 1


# ---- serve -----------------------------------------------------------------------------------------------------------


class _Server:
    def __init__(self, plugin, reading, writing):
        self.plugin, self.reading, self.writing = plugin, reading, writing
        self.lock = threading.Lock()
        self.calls, self.subscriptions, self.waiting, self.number = {}, {}, {}, 0

    def serve(self):
        while (content := self._frame()) is not None:
            try:
                message = _load(content)
            except ValueError:
                self._send({"id": None, "error": {"code": PARSE_ERROR, "message": "this is not JSON"}})
                continue
            self._take(message)
            if message.get("method") == "shutdown":
                break
        for subscription in self.subscriptions.values():
            subscription.ended.set()
        for call in list(self.calls.values()):
            call.cancelled.set()

    def _frame(self):
        length = None
        while True:
            line = self.reading.readline()
            if not line:
                return None
            if line in (b"\r\n", b"\n"):
                break
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length":
                length = int(value)
        content = self.reading.read(length or 0)
        return content if len(content) == (length or 0) else None

    def _send(self, message):
        content = _dump({"jsonrpc": "2.0", **message}).encode()
        with self.lock:
            self.writing.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
            self.writing.flush()

    def _take(self, message):
        method, id, params = message.get("method"), message.get("id"), message.get("params") or {}
        if method is None:
            waiter = self.waiting.pop(id, None)
            if waiter:
                waiter["message"] = message
                waiter["event"].set()
        elif method in ("execute", "deliver"):
            threading.Thread(target=self._perform, args=(id, params), daemon=True).start()
        elif method == "cancel":
            call = self.calls.get(params.get("call"))
            if call:
                call.cancelled.set()
        elif id is not None:
            self._guard(id, lambda: self._request(method, params))

    def _request(self, method, params):
        if method == "initialize":
            return {"protocol": PROTOCOL}
        if method in ("ping", "shutdown"):
            return {}
        if method == "subscribe":
            return self._subscribe(params)
        if method == "unsubscribe":
            subscription = self.subscriptions.pop(params.get("subscription"), None)
            if subscription is None:
                raise _Unknown(f"there is no subscription '{params.get('subscription')}'")
            subscription.ended.set()
            return {}
        raise _Unknown(f"there is no method '{method}'", METHOD_NOT_FOUND)

    def _perform(self, id, params):
        def say(kind, members):
            self._send({"method": kind, "params": {"call": id, **members}})

        def do():
            call, function = self.plugin.perform(params, say)
            self.calls[id] = call
            output = function()
            if call.cancelled.is_set():
                raise Cancelled()
            return {"output": output} if "action" in params and output is not None else {}

        self._guard(id, do)
        self.calls.pop(id, None)

    def _guard(self, id, do):
        """Answers a request, whatever becomes of it."""
        error = {}
        try:
            return self._send({"id": id, "result": do()})
        except _Unknown as unknown:
            error = {"code": unknown.code, "message": str(unknown)}
        except Cancelled:
            error = {"code": CANCELLED, "message": "the call was given up"}
        except Failure as failure:
            members = failure.members()
            error = {"code": FAILED, "message": members.pop("message"), "data": members}
        except Exception as problem:
            error = {"code": FAILED, "message": _reason(problem)}
        self._send({"id": id, "error": error})

    def _subscribe(self, params):
        name = params.get("trigger")
        if name not in self.plugin.triggers:
            raise _Unknown(f"there is no trigger '{name}'")
        subscription = Subscription(params, self._emit)
        self.subscriptions[subscription.id] = subscription

        def watch():
            try:
                self.plugin.triggers[name](subscription, **subscription.inputs)
            except Exception as error:
                # Without its trigger the plugin is of no use: Gantry starts it again.
                _reason(error)
                sys.stderr.flush()
                os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
        return {}

    def _emit(self, subscription, id, payload):
        waiter = {"event": threading.Event()}
        with self.lock:
            self.number += 1
            number = f"event-{self.number}"
            self.waiting[number] = waiter
        params = {"subscription": subscription, "id": id, "payload": payload}
        self._send({"id": number, "method": "event", "params": params})
        waiter["event"].wait()
        message = waiter["message"]
        if "error" in message:
            raise Failure(message["error"].get("message", "the event was not stored"))
        return bool(message.get("result", {}).get("new"))
