"""A careful HTTP client for plugins that read from other systems.

The systems differ in what they answer. They do not differ in how a token is kept out of messages, and in what a person
is told about a 403. That is here, with nothing but Python's standard library.
"""

import email.utils
import http.client
import ipaddress
import json
import re
import socket
import ssl
import time
import unicodedata
import urllib.error
import urllib.parse
import urllib.request

from gantry_plugin import Failure


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """urllib would send the token to wherever it is redirected; the client decides that itself."""

    def redirect_request(self, *_):
        return None


class Client:
    """Gets JSON or bytes from one service.

    Every way in which this goes wrong ends in a Failure that says what to do. Neither it nor the log holds the token:
    only the path of a request is named, and headers never are.
    """

    TIMEOUT = 30  # seconds without a byte
    LARGEST = 32 << 20  # bytes of one answer
    LONGEST_WAIT = 60  # seconds that a service may ask to wait, and all waits of one import together
    TRIES = 3  # where the service does not say how long to wait
    ROUNDS = 20  # requests for one answer, redirects and waits among them

    def __init__(self, base, service, headers=None, secret=None, log=None, sleep=time.sleep, clock=time.time):
        """`service` is its name in messages, `secret` the name of the secret that holds the token."""
        self.base = checked_base(base)
        self.service, self.secret = service, secret
        self.headers = {"User-Agent": "gantry-plugin", **(headers or {})}
        self._log = log or (lambda _: None)
        self._sleep, self._clock = sleep, clock
        self._waited = 0.0
        self._opener = urllib.request.build_opener(
            _NoRedirect(), urllib.request.HTTPSHandler(context=ssl.create_default_context())
        )

    def json(self, path, query=None):
        """The decoded answer and its headers. `path` begins with a slash, or is a whole URL of the same service."""
        body, headers, shown = self.get(path, query)
        try:
            return json.loads(body.decode("utf-8")), headers
        except (ValueError, RecursionError):
            kind = headers.get("Content-Type", "nothing").split(";")[0].strip()
            hint = " That is a page for people, often one to sign in on." if kind == "text/html" else ""
            raise Failure(
                f"{self.service} answered {shown} with {clean(kind)}, not with JSON.{hint} Check the input url."
            ) from None

    def get(self, path, query=None):
        """The bytes of the answer, its headers, and the path as it may be shown."""
        url = path if "://" in path else self.base + path
        if query:
            url += "?" + urllib.parse.urlencode(query)
        if origin(url) != origin(self.base):
            raise Failure(f"{self.service} pointed to another server, {shown_url(url)}; it is not followed.")
        shown = shown_url(url)
        for attempt in range(1, self.ROUNDS + 1):
            status, headers, body = self._once(url, shown)
            if 200 <= status < 300:
                return body, headers, shown
            if status in (301, 302, 303, 307, 308) and headers.get("Location"):
                url = urllib.parse.urljoin(url, headers["Location"])
                if not self._may_follow(url):
                    raise Failure(
                        f"{self.service} redirects {shown} to {shown_url(url)}, which is not followed."
                        " Put the right address into the input url."
                    )
                continue
            self._wait_or_fail(attempt, status, headers, body, shown)
        raise Failure(f"{self.service} puts off {shown} again and again. Check the input url, or try it later.")

    def _may_follow(self, url):
        """A token goes to its own server only; what is public may stand elsewhere."""
        if origin(url) == origin(self.base):
            return True
        parts = urllib.parse.urlsplit(url)
        return not self.secret and (parts.scheme == "https" or is_loopback(parts.hostname or ""))

    def _once(self, url, shown):
        request = urllib.request.Request(url, headers=self.headers)
        try:
            try:
                with self._opener.open(request, timeout=self.TIMEOUT) as answer:
                    return answer.status, answer.headers, self._body(answer, shown)
            except urllib.error.HTTPError as refusal:
                with refusal:
                    return refusal.code, refusal.headers, refusal.read(1 << 16)
        except urllib.error.URLError as problem:
            raise self._unreachable(problem.reason, shown) from None
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise self._unreachable(problem, shown) from None

    def _body(self, answer, shown):
        body = answer.read(self.LARGEST + 1)
        if len(body) > self.LARGEST:
            raise Failure(f"{self.service} answered {shown} with more than {self.LARGEST >> 20} MiB.")
        if answer.length:
            raise http.client.IncompleteRead(body, answer.length)
        return body

    def _unreachable(self, reason, shown):
        host = urllib.parse.urlsplit(self.base).netloc
        if isinstance(reason, ssl.SSLCertVerificationError):
            return Failure(
                f"The certificate of {host} is not trusted ({reason.verify_message}). Where it is signed by your own"
                " authority, add that to the system's: /usr/local/share/ca-certificates and update-ca-certificates."
            )
        if isinstance(reason, (TimeoutError, socket.timeout)):
            return Failure(f"{host} did not answer {shown} within {self.TIMEOUT} seconds. Try it later.")
        if isinstance(reason, ValueError):
            # Such errors quote what was to be sent.
            return Failure(f"{host} cannot be asked for {shown}: the address or the token has a wrong form.")
        if isinstance(reason, http.client.HTTPException):
            return Failure(f"{host} broke off its answer to {shown}. Try it later.")
        words = clean(getattr(reason, "strerror", None) or str(reason))[:200]
        return Failure(f"{host} cannot be reached: {words}. Check the input url, and the network.")

    # What a status means for people, and whether waiting helps.

    def _wait_or_fail(self, attempt, status, headers, body, shown):
        limited = status == 429 or (
            status == 403 and (headers.get("X-RateLimit-Remaining") == "0" or headers.get("Retry-After"))
        )
        if limited or status == 503:
            seconds = self._asked_to_wait(headers)
            if seconds is None and attempt < self.TRIES:
                seconds = 2.0 ** (attempt - 1)
            if seconds is not None and self._waited + seconds <= self.LONGEST_WAIT:
                self._log(f"{self.service} asks to wait {seconds:.0f} s.")
                self._waited += seconds
                self._sleep(seconds)
                return
            when = f"for {seconds:.0f} seconds" if seconds is not None else "longer than this run can"
            what = "lets nobody ask so often" if limited else "is busy"
            raise Failure(f"{self.service} {what} and asks to wait {when}. Start the workflow less often.")
        if status in (500, 502, 504) and attempt < self.TRIES:
            self._sleep(2.0 ** (attempt - 1))
            return
        raise self._refusal(status, body, shown)

    def _asked_to_wait(self, headers):
        text = headers.get("Retry-After")
        if text and text.strip().isdigit():
            return float(text)
        if text:
            try:
                return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - self._clock())
            except (TypeError, ValueError):
                return None
        reset = headers.get("X-RateLimit-Reset", "")
        if headers.get("X-RateLimit-Remaining") == "0" and reset.isdigit():
            return max(0.0, float(reset) - self._clock()) + 1
        return None

    def _refusal(self, status, body, shown):
        token = f"the secret {self.secret}" if self.secret else "a token"
        if status == 401:
            return Failure(f"{self.service} does not accept the token (401). Make a new one, and put it into {token}.")
        if status == 403:
            return Failure(
                f"{self.service} does not let this account read {shown} (403). Give the account whose token is in"
                f" {token} the right to read it."
            )
        if status in (404, 410):
            return Failure(
                f"{self.service} has no {shown} for this account ({status}). Check the inputs, and whether the account"
                f" of {token} may see it."
            )
        if status >= 500:
            return Failure(f"{self.service} has a problem of its own with {shown} ({status}). Try it later.")
        said = said_in(body)
        return Failure(f"{self.service} refuses {shown} ({status})" + (f": {said}" if said else "."))


def checked_base(text):
    """The address of a service without a slash at its end; https, or http on this machine."""
    try:
        parts = urllib.parse.urlsplit(text.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise Failure("The input url is not an address such as https://example.org.") from None
    if parts.scheme not in ("https", "http") or not host:
        raise Failure("The input url is not an address such as https://example.org.")
    if parts.username or parts.password:
        raise Failure("The input url holds a name or a password. Take it out; a token belongs into a secret.")
    if parts.query or parts.fragment:
        raise Failure("The input url goes on after ? or #. Take that out.")
    if parts.scheme == "http" and not is_loopback(host):
        raise Failure(f"The input url has to begin with https: http would send the token to {host} unprotected.")
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))


def is_loopback(host):
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def origin(url):
    """Scheme, host and port: where a token may go."""
    try:
        parts = urllib.parse.urlsplit(url)
        usual = {"https": 443, "http": 80}.get(parts.scheme)
        return parts.scheme, parts.hostname, parts.port or usual
    except ValueError:
        return None


def shown_url(url):
    """Host and path; a query may hold what is nobody's business."""
    parts = urllib.parse.urlsplit(url)
    return clean(f"{parts.netloc.rpartition('@')[2]}{parts.path}")


def token_of(text, name):
    """The token in a secret, without a line end; one that no header can hold is refused without being shown."""
    token = (text or "").strip()
    if not token:
        raise Failure(f"The secret {name} is empty. Put a token into it.")
    if not re.fullmatch(r"[\x21-\x7e]+", token):
        raise Failure(f"The secret {name} is no token: it has spaces, line ends or letters that tokens do not have.")
    return token


def said_in(body):
    """The service's own words about an error, where it is JSON of one of the usual shapes; at most 300 characters."""
    try:
        answer = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return ""
    if not isinstance(answer, dict):
        return ""
    words = [answer.get("message")]
    if isinstance(answer.get("errorMessages"), list):
        words += answer["errorMessages"]
    return clean("; ".join(word for word in words if isinstance(word, str)))[:300]


def clean(text):
    """On one line, without control characters, runs of spaces and halves of characters."""
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" and c != "\u200d" else c for c in text)
    return " ".join(kept.split())
