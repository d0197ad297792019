"""gantry_plugin.py over real pipes, as the daemon speaks to it: one call for exec, a life for serve."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
import unittest
from decimal import Decimal
from pathlib import Path

TESTS = Path(__file__).resolve().parent
sys.path.insert(0, str(TESTS.parent))

from gantry_plugin import Failure, Plugin, duration, evidence, percent, working_days

PATIENCE = 30
RUN = {"id": "12", "workflow": "w", "step": "s", "at": "2026-11-16T08:00:00+01:00", "timezone": "Europe/Amsterdam"}
PROJECTS = [
    {"id": "crm2", "name": "CRM", "path": "/p", "status": "active", "lead": "asha", "start": "2026-10-01"},
    {"id": "web", "name": "Web", "path": "/q", "status": "active", "lead": "asha", "start": "2026-10-01"},
]


def request_for(name, inputs=None, **more):
    return {
        "protocol": 1, "action": name, "inputs": inputs or {}, "secrets": {"token": "s3cret"}, "work": "/tmp",
        "run": RUN, "projects": PROJECTS, **more,
    }


def delivery_for(inputs):
    delivery = {
        "id": "41", "message_id": "3f2a.41", "attempt": 2, "created_at": "2026-11-16T07:00:00Z",
        "recipient": {"person": "asha", "name": "Asha"}, "subject": "due", "body": "…", "alerts": [],
    }
    return {
        "protocol": 1, "channel": "sample.note", "inputs": inputs, "secrets": {}, "work": "/tmp", "delivery": delivery,
    }


def start(protocol):
    environment = {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(TESTS.parent), "GANTRY_ROOT": "/srv/portfolio",
    }
    if protocol:
        environment["GANTRY_PROTOCOL"] = protocol
    return subprocess.Popen(
        [sys.executable, "-B", "sample_plugin.py"], cwd=TESTS, env=environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )


def read(text):
    return json.loads(text, parse_float=Decimal)


class ExecTest(unittest.TestCase):
    def send(self, content, protocol="exec"):
        process = start(protocol)
        output, self.errors = process.communicate(content, timeout=PATIENCE)
        self.code, self.errors = process.returncode, self.errors.decode()
        return [read(line) for line in output.splitlines()]

    def call(self, name, inputs=None):
        return self.send(json.dumps(request_for(name, inputs)).encode())

    def test_gives_inputs_secrets_and_the_time_of_the_run(self):
        (output,) = self.send(
            json.dumps(request_for("sample.echo", {"text": "ü", "list": [1, None]})).encode()[:-1] + b',"later":{}}'
        )
        at = "2026-11-16T08:00:00+01:00"
        value = {
            "text": "ü", "list": [1, None], "secret": "s3cret", "at": at, "today": "2026-11-16", "work": "/tmp",
            "root": "/srv/portfolio", "run": "12",
        }
        self.assertEqual((output, self.code), ({"type": "output", "value": value}, 0))

    def test_speaks_exec_where_nothing_is_said(self):
        self.assertEqual(self.send(json.dumps(request_for("sample.open")).encode(), protocol=None), [])
        self.assertEqual(self.code, 0)

    def test_keeps_numbers_exact(self):
        figure = "0.1000000000000000055511151231257827021181583404541015625"
        request = json.dumps(request_for("sample.echo", {"n": "N"})).replace('"N"', figure)
        self.assertEqual(self.send(request.encode())[0]["value"]["n"], Decimal(figure))

    def test_says_what_an_action_says(self):
        lines = self.call("sample.find", {"owner": ["asha", "ben"]})
        self.assertEqual([line["type"] for line in lines], ["log", "progress", "skipped", "finding"])
        self.assertEqual(lines[0], {"type": "log", "level": "debug", "message": "a debug line"})
        self.assertEqual(lines[1], {"type": "progress", "percent": 40, "message": "nearly half"})
        self.assertEqual(lines[2], {"type": "skipped", "project": "web", "message": "it rests"})
        self.assertEqual(lines[3], {
            "type": "finding", "subject": "host/crm", "severity": "critical", "message": "two lines", "project": "crm2",
            "rule": "up", "stage": {"name": "late", "rank": 2}, "owner": "asha+ben", "due": "2026-12-18",
            "advice": ["gantry ack 1"],
            "evidence": {
                "rule": "it answers",
                "inputs": [
                    {"name": "host", "value": "crm"},
                    {"name": "limit", "value": "3", "source": {"file": "gantry.yaml", "line": 7, "column": 1}},
                ],
                "arithmetic": ["1 + 1 = 2"],
            },
        })

    def test_leaves_out_what_is_not_given(self):
        self.assertNotIn("owner", self.call("sample.find")[3])

    def test_writes_values_of_python(self):
        value = self.call("sample.values")[0]["value"]
        self.assertEqual(value, {
            "exact": Decimal("0.10000000000000000000000000001"), "big": 2**70, "set": ["a", "b"],
            "tuple": [1, None, True], "path": "/srv", "date": "2026-11-16", "half": "?", "text": 'ü "x"\n',
        })

    def test_a_failure_is_told_in_its_words_alone(self):
        lines = self.call("sample.fail", {"how": "words"})
        self.assertEqual(lines, [{"type": "failure", "message": "the token is no longer valid"}])
        self.assertEqual((self.code, self.errors), (1, ""))

    def test_a_mistake_is_no_failure_but_a_wrong_plugin(self):
        self.assertEqual(self.call("sample.fail", {"how": "mistake"}), [])
        self.assertEqual(self.code, 70)
        self.assertEqual(self.errors.splitlines()[-1], "KeyError: 'no such key'")
        self.assertIn("Traceback", self.errors)
        self.assertIn("sample_plugin.py", self.errors)

    def test_a_file_that_may_not_be_opened_or_is_not_there_is_a_failure_in_words(self):
        for how, words in [
            ("locked", "/srv/locked may not be opened: is its folder in needs.folders of plugin.yaml?"),
            ("gone", "there is no file /nosuch/file"),
        ]:
            self.assertEqual(self.call("sample.fail", {"how": how}), [{"type": "failure", "message": words}])
            self.assertEqual((self.code, self.errors), (1, ""))
        self.call("sample.fail", {"how": "nameless"})
        self.assertIn("Traceback", self.errors)

    def test_inputs_that_the_function_does_not_take_are_no_failure_but_a_wrong_plugin(self):
        for inputs, words in [({}, "missing a required argument"), ({"how": "x", "more": 1}, "unexpected keyword")]:
            self.assertEqual(self.call("sample.fail", inputs), [])
            self.assertEqual(self.code, 65)
            self.assertIn("the function of the action does not take the inputs of plugin.yaml: ", self.errors)
            self.assertIn(words, self.errors)
            self.assertNotIn("Traceback", self.errors)

    def test_an_output_that_is_no_dict_is_a_mistake(self):
        self.assertEqual(self.call("sample.fail", {"how": "text"}), [])
        self.assertEqual(self.errors.splitlines()[-1], "TypeError: the output is a dict, not str")
        self.assertEqual(self.call("sample.infinite"), [])
        self.assertEqual(self.code, 70)

    def test_sys_exit_ends_the_call_as_its_author_says(self):
        self.assertEqual(self.call("sample.fail", {"how": "exit"}), [])
        self.assertEqual((self.code, self.errors.strip()), (1, "out of here"))

    def test_what_is_printed_goes_to_standard_error(self):
        lines = self.call("sample.prints")
        self.assertEqual(lines, [{"type": "output", "value": {"read": ""}}])
        for words in ("from print", "from the descriptor", "from a program"):
            self.assertIn(words, self.errors)

    def test_refuses_what_is_no_request(self):
        for content, words in [
            (b"", "is not JSON"), (b'{"protocol": 1, "act', "is not JSON"), (b"\xff{}", "is not JSON"),
            (b"[]", "is not a JSON object"), (b"{}", "there is no action 'None'"),
            (json.dumps(request_for("sample.gone")).encode(), "there is no action 'sample.gone'"),
            (b'{"channel": "sample.note"}', "the request has no 'delivery'"),
        ]:
            with self.subTest(content):
                (line,) = self.send(content)
                self.assertEqual((line["type"], self.code), ("failure", 1))
                self.assertIn(words, line["message"])

    def test_delivers(self):
        lines = self.send(json.dumps(delivery_for({"folder": "notes"})).encode())
        self.assertEqual(lines, [{"type": "log", "level": "info", "message": "asha 3f2a.41 2 07:00"}])
        self.assertEqual(self.code, 0)

    def test_a_delivery_says_whether_another_try_helps(self):
        (line,) = self.send(json.dumps(delivery_for({"folder": "full"})).encode())
        self.assertEqual(line, {"type": "failure", "message": "there is no room", "retry_after": "10m"})
        (line,) = self.send(json.dumps(delivery_for({"folder": "gone"})).encode())
        self.assertEqual(line, {"type": "failure", "message": "there is no such folder", "retry": False})

    def test_reads_the_forms_of_inputs(self):
        (line,) = self.call("sample.forms", {"age": "90s", "days": "3wd", "share": "12.5%"})
        self.assertEqual(line["value"], {"seconds": Decimal("90.0"), "days": 3, "share": Decimal("12.5")})


class Served:
    """A life of the sample plugin. A timer ends it, so that nothing here waits for ever."""

    def __init__(self, test, initialize=True):
        self.process, self.next = start("serve"), 1
        timer = threading.Timer(PATIENCE, self.process.kill)
        timer.start()
        test.addCleanup(self.close, timer)
        if initialize:
            self.answer("initialize", {"protocol": 1, "name": "sample", "version": "1.0.0", "work": "/var/tmp"})

    def close(self, timer):
        timer.cancel()
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def write(self, content):
        self.process.stdin.write(content)
        self.process.stdin.flush()

    @staticmethod
    def frame(message):
        content = message if isinstance(message, bytes) else json.dumps({"jsonrpc": "2.0", **message}).encode()
        return b"Content-Length: %d\r\n\r\n" % len(content) + content

    def request(self, method, params):
        id, self.next = self.next, self.next + 1
        self.write(self.frame({"id": id, "method": method, "params": params}))
        return id

    def notify(self, method, params):
        self.write(self.frame({"method": method, "params": params}))

    def receive(self):
        """The next message; None at the end."""
        header = self.process.stdout.readline()
        if not header:
            return None
        length = int(header.split(b":")[1])
        assert self.process.stdout.readline() == b"\r\n"
        return read(self.process.stdout.read(length))

    def receive_until(self, wanted):
        """Messages up to the first that is wanted."""
        messages = []
        while True:
            message = self.receive()
            assert message is not None, self.process.stderr.read()
            messages.append(message)
            if wanted(message):
                return messages

    def answer(self, method, params):
        id = self.request(method, params)
        return self.receive_until(lambda message: message.get("id") == id and "method" not in message)[-1]

    def end(self):
        """The exit code, once it has ended by itself."""
        self.process.stdout.read()
        return self.process.wait(PATIENCE)


class ServeTest(unittest.TestCase):
    def test_says_its_version(self):
        served = Served(self, initialize=False)
        self.assertEqual(served.answer("initialize", {"protocol": 9})["result"], {"protocol": 1})

    def test_says_what_belongs_to_a_call_before_its_answer(self):
        served = Served(self)
        id = served.request("execute", request_for("sample.find"))
        messages = served.receive_until(lambda message: "result" in message)
        methods = [message.get("method") for message in messages]
        self.assertEqual(methods, ["log", "progress", "skipped", "finding", None])
        self.assertEqual({message["params"]["call"] for message in messages[:-1]}, {id})
        self.assertEqual(messages[-1], {"jsonrpc": "2.0", "id": id, "result": {}})

    def test_gives_an_output(self):
        request = request_for("sample.forms", {"age": "2h", "days": "1wd", "share": "80%"})
        answer = Served(self).answer("execute", request)
        self.assertEqual(answer["result"]["output"], {"seconds": Decimal("7200.0"), "days": 1, "share": 80})

    def test_calls_run_at_the_same_time_and_a_ping_is_answered_meanwhile(self):
        served = Served(self)
        waiting = [served.request("execute", request_for("sample.wait")) for _ in range(5)]
        self.assertEqual(served.answer("ping", {})["result"], {})
        opening = served.request("execute", request_for("sample.open"))
        left = {*waiting, opening}
        while left:
            message = served.receive()
            if "result" in message:
                left.remove(message["id"])

    def test_a_call_that_is_cancelled_ends_at_its_next_word(self):
        served = Served(self)
        id = served.request("execute", request_for("sample.wait"))
        served.receive_until(lambda message: message.get("method") == "log")
        served.notify("cancel", {"call": id})
        answer = served.receive_until(lambda message: "id" in message)[-1]
        self.assertEqual((answer["id"], answer["error"]["code"]), (id, -32800))

    def test_a_cancel_right_behind_its_call_is_not_lost(self):
        served = Served(self)
        for _ in range(50):
            id, served.next = served.next, served.next + 1
            call = served.frame({"id": id, "method": "execute", "params": request_for("sample.polite")})
            served.write(call + served.frame({"method": "cancel", "params": {"call": id}}))
            answer = served.receive_until(lambda message: "id" in message)[-1]
            self.assertEqual(answer["id"], id)

    def test_a_call_that_is_cancelled_may_end_by_itself(self):
        served = Served(self)
        id = served.request("execute", request_for("sample.polite"))
        served.receive()
        served.notify("cancel", {"call": id})
        self.assertEqual(served.receive()["result"], {"output": {"tidied": True}})
        served.notify("cancel", {"call": id})
        served.notify("cancel", {"call": None})
        self.assertEqual(served.answer("ping", {})["result"], {})

    def test_errors_have_the_codes_of_the_protocol(self):
        served = Served(self)
        for method, params, code in [
            ("execute", request_for("sample.gone"), -32602), ("execute", {}, -32602), ("execute", [], -32602),
            ("execute", request_for("sample.fail", {}), -32602),
            ("deliver", {"channel": "sample.note"}, -32602),
            ("subscribe", {"trigger": "gone", "subscription": "a"}, -32602),
            ("subscribe", {"trigger": "sample.booked"}, -32602), ("unsubscribe", {"subscription": "a"}, -32602),
            ("dance", {}, -32601), ("execute", request_for("sample.fail", {"how": "words"}), 1),
            ("execute", request_for("sample.fail", {"how": "mistake"}), -32603),
            ("execute", request_for("sample.fail", {"how": "exit"}), 1),
            ("execute", request_for("sample.infinite"), -32603),
        ]:
            with self.subTest(method=method, params=params):
                self.assertEqual(served.answer(method, params)["error"]["code"], code)
        self.assertEqual(served.answer("ping", {})["result"], {})

    def test_a_delivery_says_whether_another_try_helps(self):
        served = Served(self)
        self.assertEqual(served.answer("deliver", delivery_for({}))["result"], {})
        error = served.answer("deliver", delivery_for({"folder": "full"}))["error"]
        self.assertEqual(error, {"code": 1, "message": "there is no room", "data": {"retry_after": "10m"}})

    def test_what_is_printed_goes_to_standard_error_and_no_program_reads_the_frames(self):
        served = Served(self)
        self.assertEqual(served.answer("execute", request_for("sample.prints"))["result"], {"output": {"read": ""}})
        self.assertEqual(served.answer("ping", {})["result"], {})
        served.answer("shutdown", {})
        self.assertIn(b"from a program", served.process.stderr.read())

    def test_an_event_is_given_once_it_was_stored(self):
        served = Served(self)
        given = {"subscription": "w/booked", "trigger": "sample.booked", "inputs": {"ids": ["a", "b"]}, "secrets": {}}
        served.request("subscribe", given)
        event = served.receive_until(lambda message: message.get("method") == "event")[-1]
        self.assertEqual(event["params"], {
            "subscription": "w/booked", "id": "a", "payload": {"id": "a", "amount": Decimal("12.50")},
        })
        served.write(served.frame({"id": event["id"], "result": {"accepted": True, "new": True}}))
        log, event = served.receive_until(lambda message: message.get("method") == "event")[-2:]
        self.assertEqual(log["params"], {"level": "info", "message": "a is new in /var/tmp"})
        self.assertEqual(event["params"]["id"], "b")
        served.write(served.frame({"id": event["id"], "result": {"accepted": True, "new": False}}))
        self.assertEqual(served.receive()["params"]["message"], "b is known in /var/tmp")
        self.assertEqual(served.answer("subscribe", given)["error"]["code"], -32602)
        self.assertEqual(served.answer("unsubscribe", {"subscription": "w/booked"})["result"], {})
        served.answer("shutdown", {})
        self.assertEqual(served.end(), 0)

    def test_an_event_that_was_not_stored_is_sent_again_with_its_id(self):
        served = Served(self)
        served.request("subscribe", {"subscription": "s", "trigger": "sample.booked", "inputs": {"ids": ["a"]}})
        for _ in range(2):
            event = served.receive_until(lambda message: message.get("method") == "event")[-1]
            self.assertEqual(event["params"]["id"], "a")
            served.write(served.frame({"id": event["id"], "error": {"code": 1, "message": "the disk is full"}}))
        served.answer("shutdown", {})
        self.assertEqual(served.end(), 0)

    def test_an_event_that_is_never_taken_is_not_sent_again_and_its_trigger_is_in_trouble(self):
        served = Served(self)
        served.request("subscribe", {"subscription": "s", "trigger": "sample.booked", "inputs": {"ids": ["a"]}})
        event = served.receive_until(lambda message: message.get("method") == "event")[-1]
        served.write(served.frame({"id": event["id"], "error": {"code": -32602, "message": "it is too long"}}))
        words = "Gantry does not take the event 'a': it is too long"
        trouble = served.receive_until(lambda message: message.get("method") == "trouble")[-1]
        self.assertEqual(trouble["params"], {"subscription": "s", "message": words})

    def test_an_event_with_an_id_that_gantry_never_takes_is_not_sent(self):
        for id in ("", "é" * 129):
            served = Served(self)
            served.request("subscribe", {"subscription": "s", "trigger": "sample.wrong-id", "inputs": {"id": id}})
            message = served.receive_until(lambda message: "method" in message)[-1]
            self.assertEqual(message["method"], "trouble")
            self.assertIn("ValueError: the id of an event has 1 to 256 bytes", message["params"]["message"])

    def test_an_answer_behind_the_end_of_a_subscription_does_not_end_the_plugin(self):
        served = Served(self)
        served.request("subscribe", {"subscription": "s", "trigger": "sample.booked", "inputs": {"ids": ["a"]}})
        event = served.receive_until(lambda message: message.get("method") == "event")[-1]
        served.answer("unsubscribe", {"subscription": "s"})
        served.write(served.frame({"id": event["id"], "error": {"code": -32602, "message": "no such subscription"}}))
        self.assertEqual(served.answer("ping", {})["result"], {})
        served.answer("shutdown", {})
        self.assertEqual(served.end(), 0)

    def test_a_trigger_that_fails_is_in_trouble_and_begins_again_until_it_tells_an_event(self):
        for how, words in [("returns", "it stopped watching"), ("raises", "there is no file /nosuch/drop")]:
            with self.subTest(how):
                served = Served(self)
                served.request("subscribe", {"subscription": "s", "trigger": "sample.fickle", "inputs": {"how": how}})
                trouble, event = served.receive_until(lambda message: message.get("method") == "event")[-2:]
                said = ("trouble", {"subscription": "s", "message": words})
                self.assertEqual((trouble["method"], trouble["params"]), said)
                served.write(served.frame({"id": event["id"], "result": {"accepted": True, "new": True}}))
                over = served.receive()
                self.assertEqual((over["method"], over["params"]), ("trouble", {"subscription": "s"}))
                served.answer("shutdown", {})
                self.assertEqual((served.end(), served.process.stderr.read()), (0, b""))

    def test_a_trigger_that_always_fails_says_so_once_and_keeps_the_plugin(self):
        served = Served(self)
        served.request("subscribe", {"subscription": "s", "trigger": "sample.broken", "inputs": {}})
        time.sleep(1.5)
        id = served.request("ping", {})
        said = served.receive_until(lambda message: message.get("id") == id)
        troubles = [message["params"] for message in said if message.get("method") == "trouble"]
        self.assertEqual(troubles, [{"subscription": "s", "message": "the folder /srv/drop is gone"}])
        served.answer("shutdown", {})
        self.assertEqual(served.end(), 0)

    def test_a_trigger_says_its_trouble_by_itself(self):
        served = Served(self)
        served.request("subscribe", {"subscription": "s", "trigger": "sample.careful", "inputs": {}})
        said = served.receive_until(lambda message: message.get("method") == "event")
        words = [message["params"]["message"] for message in said if message.get("method") == "trouble"]
        self.assertEqual(words, ["the share is gone", "the share is slow"])
        served.write(served.frame({"id": said[-1]["id"], "result": {"accepted": True, "new": True}}))
        over = served.receive_until(lambda message: message.get("method") == "trouble")[-1]
        self.assertEqual(over["params"], {"subscription": "s"})

    def test_frames_in_pieces_and_several_at_once_are_read(self):
        served = Served(self)
        ping = served.frame({"id": 100, "method": "ping", "params": {}})
        for byte in ping.replace(b"Content", b"X-More: 1\r\ncontent"):
            served.write(bytes([byte]))
        self.assertEqual(served.receive()["id"], 100)
        served.write(ping + ping)
        self.assertEqual([served.receive()["id"], served.receive()["id"]], [100, 100])

    def test_a_frame_that_holds_no_object_is_refused(self):
        served = Served(self)
        for content in (b"{", b"[]", b"\xff", b""):
            served.write(served.frame(content))
            self.assertEqual(served.receive()["error"]["code"], -32700)
        self.assertEqual(served.answer("ping", {})["result"], {})

    def test_what_is_no_frame_ends_it_with_a_reason(self):
        for content in (
            b"hello\r\n\r\n", b"Content-Length: x\r\n\r\n", b"Content-Length: -1\r\n\r\n", b"x" * 9000, b"a\nb",
        ):
            with self.subTest(content[:30]):
                served = Served(self)
                served.write(content)
                served.process.stdin.close()
                self.assertEqual(served.end(), 1)
                self.assertIn(b"What came is no frame", served.process.stderr.read())

    def test_the_end_of_input_ends_it_in_the_middle_of_a_frame_too(self):
        for content in (b"", b"Content-Len", b"Content-Length: 10\r\n", b"Content-Length: 10\r\n\r\n{"):
            with self.subTest(content):
                served = Served(self)
                served.write(content)
                served.process.stdin.close()
                self.assertEqual((served.end(), served.process.stderr.read()), (0, b""))

    def test_shutdown_cancels_what_is_under_way(self):
        served = Served(self)
        waiting = served.request("execute", request_for("sample.polite"))
        served.receive()
        stopping = served.request("shutdown", {})
        answers = [served.receive(), served.receive()]
        self.assertEqual({answer["id"] for answer in answers}, {waiting, stopping})
        self.assertEqual(served.end(), 0)

    def test_shutdown_does_not_wait_for_a_call_that_does_not_end(self):
        served = Served(self)
        served.request("execute", request_for("sample.stubborn"))
        served.receive()
        served.answer("shutdown", {})
        self.assertEqual(served.end(), 0)


class HelpersTest(unittest.TestCase):
    def test_durations_are_read_as_workflows_write_them(self):
        seconds = {
            "500ms": 0.5, "90s": 90, "10m": 600, "2h": 7200, "3d": 259_200, "1 day": 86_400, "2w": 1_209_600,
            "2 weeks": 1_209_600,
        }
        for text, value in seconds.items():
            self.assertEqual(duration(text).total_seconds(), value)

    def test_what_is_no_form_is_a_failure_that_names_one(self):
        wrong = [(duration, "soon"), (duration, "3"), (working_days, "3d"), (percent, "80"), (percent, "x%")]
        for read_form, text in wrong:
            with self.subTest(text), self.assertRaisesRegex(Failure, "such as"):
                read_form(text)

    def test_evidence_takes_a_dict_and_keeps_to_lines(self):
        self.assertEqual(
            evidence(inputs={"title": "a\nb"}), {"inputs": [{"name": "title", "value": "a b"}], "arithmetic": []}
        )

    def test_a_name_is_there_once(self):
        plugin = Plugin()
        plugin.action("a.b")(print)
        with self.assertRaisesRegex(ValueError, "twice"):
            plugin.action("a.b")(print)


if __name__ == "__main__":
    unittest.main()
