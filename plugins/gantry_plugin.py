"""What Gantry plugins in Python are written with: one file, nothing beside Python's own library (3.9 or newer).

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

`run` speaks the protocol that plugin.yaml names: `exec`, one request on standard input, or `serve`, many calls at a
time, each in a thread of its own. docs/plugin-protocol.md says what goes over the wire. Numbers with a point come as
exact Decimals and are said as they are. What the plugin prints by itself goes to standard error, line by line.
"""

import datetime
import errno
import inspect
import json
import os
import pathlib
import queue
import re
import sys
import threading
import time
import traceback
from decimal import Decimal

PROTOCOL = 1
PARSE_ERROR, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL, CANCELLED, FAILED = -32700, -32601, -32602, -32603, -32800, 1
ENDING = {"error": {"message": "the plugin ends"}}
#: How long calls have to end after `shutdown`, which grants five seconds to the whole plugin.
FAREWELL = 3.0
#: The exit codes of `exec` where the program does not take the inputs of plugin.yaml, and where its own code is wrong:
#: EX_DATAERR and EX_SOFTWARE of sysexits.h.
CONTRADICTED, MISTAKEN = 65, 70
#: How long a trigger that failed has to watch again until its trouble is over, in seconds.
RECOVERY = 10.0


class Failure(Exception):
    """The call failed for a reason that a person can mend, in words for them.

    `retry=False` and `retry_after="10m"` are for channels: whether and when another try may help.
    """

    def __init__(self, message, retry=True, retry_after=None):
        super().__init__(message)
        self.hints = {} if retry else {"retry": False}
        if retry_after is not None:
            self.hints["retry_after"] = retry_after


class Cancelled(Exception):
    """Gantry has given the call up, or the subscription has ended. Let it pass through."""


class _Refused(Exception):
    """What Gantry asked for is not here."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class _Contradicted(_Refused):
    """The function does not take the inputs that plugin.yaml declares."""

    def __init__(self, message):
        super().__init__(INVALID_PARAMS, message)


# ---- What authors use beside their calls -----------------------------------------------------------------------------


def evidence(rule=None, inputs=(), arithmetic=()):
    """Why a finding holds: a rule as a sentence, figures, and sums, a line each.

    `inputs` is a dict, or a list of (name, value) or (name, value, file, line).
    """
    entries = []
    for name, value, *place in inputs.items() if isinstance(inputs, dict) else inputs:
        source = {"source": {"file": str(place[0]), "line": int(place[1]), "column": 1}} if place else {}
        entries.append({"name": _line(name), "value": _line(value), **source})
    said = {} if rule is None else {"rule": _line(rule)}
    return {**said, "inputs": entries, "arithmetic": [_line(line) for line in arithmetic]}


def duration(text):
    """`500ms`, `90s`, `10m`, `2h`, `3d`, `2w`, `2 weeks` as a timedelta; a day has 24 hours."""
    match = re.fullmatch(r"(\d+) *(ms|s|m|h|d|w)", re.sub(r"(day|week)s?$", lambda unit: unit[0][0], text))
    if not match:
        raise Failure(f"'{text}' is not a duration such as 90s, 10m or 3d")
    units = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
    return datetime.timedelta(**{units[match[2]]: int(match[1])})


def working_days(text):
    """`3wd` as the number 3."""
    match = re.fullmatch(r"(\d+)wd", text)
    if not match:
        raise Failure(f"'{text}' is not a number of working days such as 3wd")
    return int(match[1])


def percent(text):
    """`80%` as the exact Decimal 80."""
    match = re.fullmatch(r"(-?\d+(?:\.\d+)?) ?%", text)
    if not match:
        raise Failure(f"'{text}' is not a percentage such as 80%")
    return Decimal(match[1])


class _Asked:
    """What calls, deliveries and subscriptions have in common."""

    def __init__(self, request, say):
        self._say, self._over = say, threading.Event()
        self.inputs = request.get("inputs") or {}
        #: The secrets that plugin.yaml names, by their names.
        self.secrets = request.get("secrets") or {}
        #: A folder that the plugin may write, and that stays.
        self.work = pathlib.Path(request.get("work") or ".")
        #: The folder of the definitions, from which needs.folders count: `call.root / file` is how to open a file.
        self.root = pathlib.Path(os.environ.get("GANTRY_ROOT") or ".").absolute()

    def log(self, message, level="info"):
        """A line for the log: `debug`, `info`, `warning`, `error`."""
        self._tell("log", level=level, message=str(message))

    def _tell(self, kind, **members):
        if self._over.is_set():
            raise Cancelled
        self._say(kind, members)


class Call(_Asked):
    """One call of an action: what it was asked with, and where it says what it finds."""

    def __init__(self, request, say):
        super().__init__(request, say)
        #: An event that is set once Gantry has given the call up. Whatever the call is asked next raises Cancelled.
        self.cancelled = self._over
        #: The run: `id`, `workflow`, `step`, `at`, `timezone`.
        self.run = request.get("run") or {}
        #: The projects, a dict each: `id`, `name`, `path`, `status`, `lead`, `start`, maybe `deadline`.
        self.projects = request.get("projects") or []

    @property
    def now(self):
        """The run's time with its offset, which need not be the machine's time."""
        return _instant(self.run["at"])

    @property
    def today(self):
        """The day of the run where Gantry is, as a text: `2026-11-16`."""
        return self.run["at"][:10]

    def project(self, name):
        """The project with this id; a Failure where there is none."""
        for project in self.projects:
            if project["id"] == name:
                return project
        raise Failure(f"there is no project '{name}'")

    def progress(self, percent, message=None):
        """How far it has come, from 0 to 100."""
        self._tell("progress", percent=int(percent), **_given(message=message))

    def find(
        self, subject, severity, message, *, project=None, rule=None, stage=None, owner=None, due=None, advice=None,
        evidence=None,
    ):
        """Something that holds now: `info`, `warning` or `critical`. It stands as long as every call says so.

        `subject` and the name of a `stage` are not empty. Line breaks in texts become spaces.
        `stage` is (name, rank): people are told again when the rank rises. `due` is a date, `owner` one id or several.
        """
        if isinstance(stage, tuple):
            stage = {"name": stage[0], "rank": stage[1]}
        if isinstance(owner, (list, tuple)):
            owner = "+".join(owner) or None
        self._tell(
            "finding", subject=_line(subject), severity=severity, message=_line(message),
            **_given(project=project, rule=rule, stage=stage, owner=owner, due=due, advice=advice, evidence=evidence),
        )

    def skip(self, project, message):
        """This project was not looked at, so that none of its alerts is resolved."""
        self._tell("skipped", project=project, message=str(message))


class Delivery(_Asked):
    """One message for one person."""

    def __init__(self, request, say):
        super().__init__(request, say)
        self.cancelled = self._over
        delivery = request["delivery"]
        #: `message_id` is the same at each try, and `attempt` counts them.
        self.id, self.message_id, self.attempt = delivery["id"], delivery["message_id"], delivery["attempt"]
        #: `person`, `name` and maybe `address`.
        self.recipient = delivery["recipient"]
        self.subject, self.body, self.alerts = delivery["subject"], delivery["body"], delivery["alerts"]
        self.created_at = _instant(delivery["created_at"])


class Subscription(_Asked):
    """A workflow's trigger that waits for events, until the event `ended` is set."""

    def __init__(self, request, say, ask):
        super().__init__(request, say)
        #: Any text, the same after a restart; no other subscription has it. It is no file name: there may be a slash.
        self.id = request["subscription"]
        self.ended, self._ask = self._over, ask
        self._lock, self._words, self._failed, self._attempt, self._lasted = threading.RLock(), None, False, 0, False

    def emit(self, id, payload=None):
        """Hands an event over; returns once Gantry has stored it, and says whether it was not known yet.

        Where it could not be stored, it is sent again. Of one id there is one event, however often it is sent; ids of
        other subscriptions do not matter. An id has 1 to 256 bytes.
        """
        id, pause = str(id), 1
        if not 1 <= len(id.encode("utf-8", "replace")) <= 256:
            raise ValueError(f"the id of an event has 1 to 256 bytes, and '{_line(id)[:80]}' has not")
        while not self.ended.is_set():
            answer = self._ask("event", {"subscription": self.id, "id": id, "payload": payload or {}})
            if "result" in answer:
                self._recovered()
                return bool(answer["result"].get("new"))
            message = answer["error"].get("message", "it was not stored")
            if answer["error"].get("code") == INVALID_PARAMS and not self.ended.is_set():
                raise Failure(f"Gantry does not take the event '{id}': {message}")
            self.log(f"The event '{id}' is sent again in {pause} seconds: {message}", level="warning")
            self.ended.wait(pause)
            pause = min(2 * pause, 60)
        raise Cancelled

    def trouble(self, message):
        """Says why it cannot watch now, or with None that it can again. The same words again are not said again."""
        self._troubled(None if message is None else str(message))

    def _troubled(self, words, failed=False):
        with self._lock:
            said, self._words, self._failed = self._words, words, failed
            if words != said and not self.ended.is_set():
                self._say("trouble", {"subscription": self.id, **_given(message=words)})

    def _recovered(self):
        """Ends the trouble that a failure was. What the author said stands until the author says otherwise."""
        with self._lock:
            if self._failed:
                self._troubled(None)

    def _keep(self, watch):
        """Watches, and begins again after a while where that fails, or ends before the subscription does."""
        pause = 1
        while not self.ended.is_set():
            self._attempt, self._lasted = self._attempt + 1, False
            timer = threading.Timer(RECOVERY, self._endure, [self._attempt])
            timer.daemon = True
            timer.start()
            try:
                watch()
                words = "it stopped watching"
            except BaseException as error:  # sys.exit() in a trigger ends the trigger alone.
                words = "" if self.ended.is_set() else _words(error) or _reason(error)
            timer.cancel()
            if self.ended.is_set():
                return
            pause = 1 if self._lasted else pause
            with self._lock:
                self._attempt += 1
                self._troubled(words, failed=True)
            self.ended.wait(pause)
            pause = min(2 * pause, 60)

    def _endure(self, attempt):
        with self._lock:
            if attempt == self._attempt:
                self._lasted = True
                self._recovered()


class Plugin:
    """What a plugin has, by the names in plugin.yaml."""

    def __init__(self):
        self.actions, self.channels, self.triggers = {}, {}, {}

    def action(self, name):
        """Adds a function of a Call and of the action's inputs by their names, which gives a dict or None."""
        return _adder(self.actions, name)

    def channel(self, name):
        """Adds a function of a Delivery and of the channel's inputs. When it returns, the message is delivered."""
        return _adder(self.channels, name)

    def trigger(self, name):
        """Adds a function of a Subscription and of the trigger's inputs, which watches until `ended` is set.

        Where it raises something or returns before, Gantry is told, and it is called again: after 1 second, then 2, 4
        and so on up to a minute.
        """
        return _adder(self.triggers, name)

    def run(self):
        """Speaks with Gantry until the call, or the plugin's life, is over. Ends the process."""
        reading, writing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
        # What the author prints, and what programs read and print that the author starts, must not get in between.
        with open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)
        os.dup2(2, 1)
        sys.stdout.reconfigure(line_buffering=True, errors="backslashreplace")
        serves = os.environ.get("GANTRY_PROTOCOL", "exec") == "serve"
        status = _Server(self, reading, writing).serve() if serves else _exec(self, reading, writing)
        sys.stdout.flush()
        if threading.active_count() > 1 and serves:
            # A thread that does not end must not keep the process.
            sys.stderr.flush()
            os._exit(status)
        sys.exit(status)

    def _prepare(self, request, say):
        """What a request asks for: the call or delivery, and what does it."""
        kind, known, asked = "action", self.actions, Call
        if "channel" in request:
            kind, known, asked = "channel", self.channels, Delivery
        function = _named(known, kind, request)
        try:
            subject = asked(request, say)
        except (KeyError, TypeError) as error:
            raise _Refused(INVALID_PARAMS, f"the request has no {error}") from error
        return subject, _bound(function, kind, subject)


# ---- Inside ----------------------------------------------------------------------------------------------------------


def _adder(known, name):
    def add(function):
        if name in known:
            raise ValueError(f"'{name}' is there twice")
        known[name] = function
        return function

    return add


def _named(known, kind, request):
    name = request.get(kind)
    if name not in known:
        raise _Refused(INVALID_PARAMS, f"there is no {kind} '{name}'")
    return known[name]


def _bound(function, kind, subject):
    try:
        arguments = inspect.signature(function).bind(subject, **subject.inputs)
    except TypeError as error:
        raise _Contradicted(f"the function of the {kind} does not take the inputs of plugin.yaml: {error}") from error
    return lambda: function(*arguments.args, **arguments.kwargs)


def _given(**members):
    return {key: value for key, value in members.items() if value is not None}


def _line(value):
    """A text for people, on one line."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", str(value)).strip()


def _instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def _json(value):
    """JSON with exact Decimals; dates, paths, tuples and sets are taken, too."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_json(str(key))}:{_json(member)}" for key, member in value.items()) + "}"
    if isinstance(value, (set, frozenset)):
        value = sorted(value)
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_json, value)) + "]"
    if isinstance(value, Decimal) and value.is_finite():
        return str(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        value = value.isoformat()
    if isinstance(value, pathlib.PurePath):
        value = str(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _bytes(value):
    # Half characters, as in broken file names, cannot be written in UTF-8.
    return _json(value).encode("utf-8", "replace")


def _read(content):
    try:
        value = json.loads(content, parse_float=Decimal)
    except ValueError as error:
        raise _Refused(PARSE_ERROR, f"the request is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise _Refused(PARSE_ERROR, "the request is not a JSON object")
    return value


def _output(value):
    if value is not None and not isinstance(value, dict):
        raise TypeError(f"the output is a dict, not {type(value).__name__}")
    return value


def _reason(error):
    """A mistake of the plugin's own code, in a line; all of it goes to standard error."""
    traceback.print_exc()
    return traceback.format_exception_only(type(error), error)[-1].strip()


def _words(error):
    """What an error of the author's function is in words for people; None for a mistake of its code."""
    if isinstance(error, (Failure, SystemExit)):
        return str(error) or "it gave up"
    if isinstance(error, OSError) and error.filename is not None:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return f"{_path(error)} may not be opened: is its folder in needs.folders of plugin.yaml?"
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return f"there is no file {_path(error)}"
    return None


def _path(error):
    return os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes, os.PathLike)) else error.filename


def _exec(plugin, reading, writing):
    """One request, its lines. Returns the exit code."""

    def say(kind, members):
        writing.write(_bytes({"type": kind, **members}) + b"\n")
        writing.flush()

    try:
        request = _read(reading.read())
        _, perform = plugin._prepare(request, say)
        output = _output(perform())
        if output is not None and "channel" not in request:
            say("output", {"value": output})
        return 0
    except Failure as failure:
        say("failure", {"message": str(failure), **failure.hints})
    except _Contradicted as contradicted:
        # No failure, which a person could mend: the plugin itself is wrong.
        print(contradicted, file=sys.stderr)
        return CONTRADICTED
    except _Refused as refused:
        say("failure", {"message": str(refused)})
    except Exception as error:
        words = _words(error)
        if words is None:
            _reason(error)
            return MISTAKEN
        say("failure", {"message": words})
    return 1


class _Server:
    """Frames in, frames out. The main thread reads, so that a ping is answered whatever the calls do."""

    def __init__(self, plugin, reading, writing):
        self.plugin, self.reading, self.writing = plugin, reading, writing
        self.lock = threading.Lock()
        self.calls, self.subscriptions, self.answers, self.threads = {}, {}, {}, set()
        self.work, self.asked, self.closed = ".", 0, False

    def serve(self):
        """Until `shutdown` or the end of input. Returns the exit code."""
        status = 0
        try:
            while (content := self._frame()) is not None:
                if self._take(content) == "shutdown":
                    break
        except ValueError as error:
            print(f"What came is no frame: {error}", file=sys.stderr)
            status = 1
        with self.lock:
            self.closed = True
        for asked in [*self.calls.values(), *self.subscriptions.values()]:
            asked._over.set()
        for answer in list(self.answers.values()):
            answer.put(ENDING)
        end = time.monotonic() + FAREWELL
        for thread in list(self.threads):
            thread.join(max(0, end - time.monotonic()))
        return status

    def _frame(self):
        """The content of the next frame; None at the end of input, in the middle of a frame too."""
        length = None
        while (line := self.reading.readline(8192)) != b"\r\n":
            if not line.endswith(b"\r\n"):
                if len(line) < 8192 and not line.endswith(b"\n"):
                    return None
                raise ValueError("a header line does not end")
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length":
                length = int(value)
        if length is None or length < 0:
            raise ValueError("it has no Content-Length")
        content = self.reading.read(length)
        return content if len(content) == length else None

    def _send(self, message):
        content = _bytes({"jsonrpc": "2.0", **message})
        with self.lock:
            self.writing.write(b"Content-Length: %d\r\n\r\n%b" % (len(content), content))
            self.writing.flush()

    def _refuse(self, id, refused):
        self._send({"id": id, "error": {"code": refused.code, "message": str(refused)}})

    def _take(self, content):
        """Deals with a message; returns its method."""
        try:
            message = _read(content)
        except _Refused as refused:
            return self._refuse(None, refused)
        method, id, params = message.get("method"), message.get("id"), message.get("params")
        if not isinstance(params, dict):
            params = {}
        if method is None:
            if id in self.answers:
                self.answers[id].put(message)
        elif method == "cancel":
            if (call := self.calls.get(params.get("call"))) is not None:
                call.cancelled.set()
        elif method in ("execute", "deliver"):
            self._start(id, params)
        elif method == "subscribe" and id is not None:
            self._subscribe(id, params)
        elif id is not None:
            self._answer(id, lambda: self._request(method, params))
        return method

    def _start(self, id, params):
        """Begins a call, which is known before the next message is read: that may be its `cancel`."""

        def say(kind, members):
            self._send({"method": kind, "params": {"call": id, **members}})

        def answer():
            self._answer(id, result)
            self.calls.pop(id, None)

        def result():
            output = _output(perform())
            return {} if output is None or "channel" in params else {"output": output}

        try:
            self.calls[id], perform = self.plugin._prepare(params, say)
        except _Refused as refused:
            return self._refuse(id, refused)
        self._thread(answer)

    def _thread(self, body):
        def run():
            try:
                body()
            finally:
                self.threads.discard(threading.current_thread())

        thread = threading.Thread(target=run, daemon=True)
        self.threads.add(thread)
        thread.start()

    def _answer(self, id, body):
        """Answers a request, whatever becomes of it."""
        try:
            return self._send({"id": id, "result": body()})
        except _Refused as refused:
            return self._refuse(id, refused)
        except Cancelled:
            error = {"code": CANCELLED, "message": "the call was given up"}
        except Failure as failure:
            error = {"code": FAILED, "message": str(failure), "data": failure.hints}
        except BaseException as problem:  # sys.exit() in a call ends the call alone.
            words = _words(problem)
            code = INTERNAL if words is None else FAILED
            error = {"code": code, "message": words or _reason(problem)}
        self._send({"id": id, "error": error})

    def _request(self, method, params):
        if method == "initialize":
            self.work = params.get("work", ".")
            return {"protocol": PROTOCOL}
        if method in ("ping", "shutdown"):
            return {}
        if method == "unsubscribe":
            subscription = self.subscriptions.pop(params.get("subscription"), None)
            if subscription is None:
                raise _Refused(INVALID_PARAMS, f"there is no subscription '{params.get('subscription')}'")
            subscription.ended.set()
            return {}
        raise _Refused(METHOD_NOT_FOUND, f"there is no method '{method}'")

    def _subscribe(self, id, params):
        """Begins to watch, once that is answered: what the trigger says comes behind it."""

        def say(kind, members):
            self._send({"method": kind, "params": members})

        try:
            function = _named(self.plugin.triggers, "trigger", params)
            if params.get("subscription") is None or params["subscription"] in self.subscriptions:
                raise _Refused(INVALID_PARAMS, "a subscription has an id of its own")
            subscription = Subscription({"work": self.work, **params}, say, self._ask)
            watch = _bound(function, "trigger", subscription)
        except _Refused as refused:
            return self._refuse(id, refused)
        self.subscriptions[subscription.id] = subscription
        self._send({"id": id, "result": {}})
        self._thread(lambda: subscription._keep(watch))

    def _ask(self, method, params):
        """Sends a request and waits for its answer."""
        answer = queue.SimpleQueue()
        with self.lock:
            if self.closed:
                return ENDING
            self.asked += 1
            id = f"{method}-{self.asked}"
            self.answers[id] = answer
        try:
            self._send({"id": id, "method": method, "params": params})
            return answer.get()
        finally:
            self.answers.pop(id, None)
