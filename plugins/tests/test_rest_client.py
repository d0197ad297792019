"""The client of the importing plugins, against servers on this machine."""

import datetime
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from gantry_plugin import Failure
from plugin_testing import Service
from rest_client import Client, clean, token_of

TOKEN = "s3cr3t-token"


class Sleeps:
    """A clock that a test moves by sleeping."""

    def __init__(self):
        self.slept, self.now = [], 1_800_000_000.0

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


class ClientTests(unittest.TestCase):
    def setUp(self):
        self.service, self.sleeps, self.logs = Service(self), Sleeps(), []

    def client(self, url=None, secret="service-token"):
        headers = {"Authorization": f"Bearer {TOKEN}"} if secret else {}
        return Client(
            url or self.service.url, "The service", headers, secret, self.logs.append, self.sleeps.sleep,
            lambda: self.sleeps.now,
        )

    def failure(self, path="/x", query=None, client=None):
        with self.assertRaises(Failure) as caught:
            (client or self.client()).json(path, query)
        message = str(caught.exception)
        self.assertNotIn(TOKEN, message + "".join(self.logs))
        return message

    def test_an_answer_comes_with_its_headers(self):
        self.service.answers("/jira/x", (200, {"Link": "<a>"}, {"a": 1}))
        answer, headers = self.client(self.service.url + "/jira/").json("/x", {"jql": "a = b&c"})
        self.assertEqual((answer, headers["Link"]), ({"a": 1}, "<a>"))
        request = self.service.requests[0]
        self.assertEqual(request.query, {"jql": "a = b&c"})
        self.assertEqual(request.headers["Authorization"], f"Bearer {TOKEN}")

    def test_a_refusal_says_what_to_do(self):
        for status, words in [
            (401, "does not accept the token (401). Make a new one, and put it into the secret service-token"),
            (403, "does not let this account read"),
            (404, "Check the inputs"),
            (400, "(400): The value 'CRMX' does not exist"),
        ]:
            with self.subTest(status):
                body = {"errorMessages": ["The value 'CRMX' does not exist"], "errors": {}}
                self.service.answers("/x", (status, {}, body))
                self.assertIn(words, self.failure())
        self.assertEqual(self.sleeps.slept, [])

    def test_the_query_of_a_request_is_never_shown(self):
        self.service.answers("/x", (404, {}, {}))
        self.assertNotIn("private", self.failure(query={"filter": "private"}))

    def test_it_waits_as_long_as_it_is_asked_to(self):
        self.service.answers("/x", (429, {"Retry-After": "7"}, {}), (503, {"Retry-After": "2"}, {}), {"ok": True})
        self.assertEqual(self.client().json("/x")[0], {"ok": True})
        self.assertEqual(self.sleeps.slept, [7, 2])

    def test_it_waits_until_the_limit_is_reset(self):
        reset = str(int(self.sleeps.now) + 20)
        limited = (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}, {})
        self.service.answers("/x", limited, {"ok": True})
        self.assertEqual(self.client().json("/x")[0], {"ok": True})
        self.assertEqual(self.sleeps.slept, [21])

    def test_a_date_in_retry_after_counts_too(self):
        date = datetime.datetime.fromtimestamp(self.sleeps.now + 5, datetime.timezone.utc)
        after = date.strftime("%a, %d %b %Y %H:%M:%S GMT")
        self.service.answers("/x", (429, {"Retry-After": after}, {}), {"ok": True})
        self.assertEqual(self.client().json("/x")[0], {"ok": True})
        self.assertEqual(self.sleeps.slept, [5])

    def test_it_does_not_wait_for_an_hour(self):
        self.service.answers("/x", (429, {"Retry-After": "3600"}, {}))
        self.assertIn("asks to wait for 3600 seconds. Start the workflow less often", self.failure())
        self.assertEqual(self.sleeps.slept, [])

    def test_a_service_that_always_asks_to_wait_is_given_up(self):
        self.service.answers("/x", (429, {"Retry-After": "0"}, {}))
        self.assertIn("again and again", self.failure())
        self.assertEqual(len(self.service.requests), Client.ROUNDS)

    def test_a_short_breakdown_is_tried_again_and_a_long_one_told(self):
        self.service.answers("/x", (502, {}, {}), {"ok": True})
        self.assertEqual(self.client().json("/x")[0], {"ok": True})
        self.service.answers("/y", (500, {}, {}))
        self.assertIn("has a problem of its own", self.failure("/y"))
        self.assertEqual(sum(r.path == "/y" for r in self.service.requests), Client.TRIES)

    def test_a_page_to_sign_in_on_is_not_json(self):
        self.service.answers("/x", (200, {"Content-Type": "text/html; charset=utf-8"}, b"<html>"))
        self.assertIn("with text/html, not with JSON. That is a page for people", self.failure())

    def test_broken_json_and_deep_json_are_told(self):
        for body in (b'{"a": ', b"[" * 200_000, b"\xff"):
            self.service.answers("/x", (200, {"Content-Type": "application/json"}, body))
            self.assertIn("not with JSON", self.failure())

    def test_a_short_body_is_told(self):
        self.service.answers("/x", (200, {"Content-Length": "100"}, b"{}"))
        self.assertIn("broke off its answer", self.failure())

    def test_a_huge_body_is_refused(self):
        self.addCleanup(setattr, Client, "LARGEST", Client.LARGEST)
        Client.LARGEST = 1 << 20
        self.service.answers("/x", (200, {}, b" " * ((1 << 20) + 1)))
        self.assertIn("more than 1 MiB", self.failure())

    def test_the_token_does_not_follow_a_redirect_to_another_server(self):
        other = Service(self)
        other.answers("/x", {"ok": True})
        self.service.answers("/x", (302, {"Location": f"{other.url}/x"}, {}))
        self.assertIn("which is not followed", self.failure())
        self.assertEqual(other.requests, [])
        # What is public may stand elsewhere.
        self.assertEqual(self.client(secret=None).json("/x")[0], {"ok": True})

    def test_a_redirect_on_the_same_server_is_followed(self):
        self.service.answers("/old", (301, {"Location": "/new"}, {}))
        self.service.answers("/new", {"ok": True})
        self.assertEqual(self.client().json("/old")[0], {"ok": True})
        self.service.answers("/loop", (301, {"Location": "/loop"}, {}))
        self.assertIn("again and again", self.failure("/loop"))

    def test_a_next_page_on_another_server_is_refused(self):
        other = Service(self)
        self.assertIn("pointed to another server", self.failure(f"{other.url}/x"))
        self.assertEqual(other.requests, [])

    def test_nobody_there_is_told(self):
        url = self.service.url
        self.service.server.server_close()
        self.assertIn("cannot be reached: Connection refused", self.failure(client=self.client(url)))

    def test_a_silent_server_is_given_up(self):
        self.addCleanup(setattr, Client, "TIMEOUT", Client.TIMEOUT)
        Client.TIMEOUT = 0.05
        done = threading.Event()
        self.addCleanup(done.set)
        self.service.routes["/x"] = lambda _: (done.wait(20), (200, {}, {}))[1]
        self.assertIn("did not answer", self.failure())

    def test_a_certificate_that_nobody_signed_is_refused(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        openssl = shutil.which("openssl")
        if not openssl:
            self.skipTest("openssl is not installed")
        subprocess.run(
            [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"],
            cwd=folder.name, check=True, capture_output=True,
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder.name}/cert.pem", f"{folder.name}/key.pem")
        server = self.service.server
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None
        self.service.answers("/x", {"ok": True})
        url = self.service.url.replace("http:", "https:")
        self.assertIn("is not trusted", self.failure(client=self.client(url)))
        self.assertEqual(self.service.requests, [])

    def test_addresses_that_are_refused(self):
        for url, words in [
            ("http://jira.example.org", "has to begin with https"),
            ("http://127.0.0.1.example.org", "has to begin with https"),
            ("ftp://example.org", "is not an address"),
            ("example.org", "is not an address"),
            ("https://", "is not an address"),
            ("https://[::1", "is not an address"),
            ("https://example.org:99999", "is not an address"),
            ("https://me:secret@example.org", "holds a name or a password"),
            ("https://example.org/?a=b", "goes on after"),
        ]:
            with self.subTest(url), self.assertRaises(Failure) as caught:
                Client(url, "The service")
            self.assertIn(words, str(caught.exception))
            self.assertNotIn("secret", str(caught.exception).replace("a secret", ""))
        for url in ("https://example.org/jira/", "http://localhost:8080", "http://[::1]:80", "http://127.0.0.9"):
            self.assertEqual(Client(url, "The service").base, url.rstrip("/"))

    def test_a_token_that_no_header_can_hold_is_refused_unseen(self):
        self.assertEqual(token_of(f" {TOKEN}\n", "service-token"), TOKEN)
        for text in ("", "  \n", f"{TOKEN}\nX-Evil: 1", "clé", "two words", None):
            with self.subTest(text), self.assertRaises(Failure) as caught:
                token_of(text, "service-token")
            self.assertIn("The secret service-token", str(caught.exception))
            self.assertNotIn(TOKEN, str(caught.exception))

    def test_a_text_is_put_on_one_line(self):
        self.assertEqual(clean(" a\n# b\r\t\u2028c\x00\ud800\x85\ufeffd "), "a # b c d")
        self.assertEqual(clean("naïve 👩\u200d💻 会议"), "naïve 👩\u200d💻 会议")


if __name__ == "__main__":
    unittest.main()
