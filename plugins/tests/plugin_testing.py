"""What the tests of Python plugins share: a run of a plugin as the daemon does it, and a server on this machine."""

import contextlib
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.parse
from pathlib import Path

PLUGINS = Path(__file__).resolve().parent.parent


class Run:
    """What a plugin printed in one call."""

    def __init__(self, process):
        self.code, self.stdout, self.stderr = process.returncode, process.stdout, process.stderr
        self.lines = [json.loads(line) for line in process.stdout.splitlines() if line.strip()]
        self.findings = self._of("finding")
        self.logs = [line["message"] for line in self._of("log")]
        self.skipped = self._of("skipped")
        self.failure = next((line["message"] for line in self._of("failure")), None)
        self.output = next((line["value"] for line in self._of("output")), None)

    def _of(self, kind):
        return [line for line in self.lines if line["type"] == kind]


def run_action(program, action, inputs, projects=(), secrets=None, at="2026-11-16T08:00:00+01:00", environment=None):
    """Runs a plugin of the form exec as a process of its own, with one request."""
    with tempfile.TemporaryDirectory() as work:
        request = {
            "protocol": 1, "action": action, "inputs": inputs, "secrets": secrets or {}, "work": work,
            "run": {"id": "12", "workflow": "imports", "step": "import", "at": at, "timezone": "Europe/Amsterdam"},
            "projects": list(projects),
        }
        process = subprocess.run(
            [sys.executable, program.name],
            cwd=program.parent, input=json.dumps(request), capture_output=True, text=True, timeout=60,
            env={"PATH": os.environ["PATH"], "HOME": work, "TMPDIR": work, "LANG": "C.UTF-8",
                 "GANTRY_PROTOCOL": "exec", "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})},
        )
        return Run(process)


class Portfolio:
    """A root with one project, in a folder that goes with the test."""

    def __init__(self, test, extra=""):
        folder = tempfile.TemporaryDirectory()
        test.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.imported = self.root / "projects" / "imported"
        self.imported.mkdir(parents=True)
        self.file = self.root / "projects" / "crm2.yaml"
        self.file.write_text(
            "project: crm2\nname: CRM migration\nlead: asha <asha@example.org>\nstart: 2026-10-01\n"
            f"deadline: 2027-03-31\nteam: [ben <ben@example.org>]\n{extra}"
        )
        self.project = {
            "id": "crm2", "name": "CRM migration", "path": str(self.file), "status": "active", "lead": "asha",
            "start": "2026-10-01", "deadline": "2027-03-31",
        }

    def names(self):
        """What is in the folder of imports."""
        return sorted(path.name for path in self.imported.iterdir())


class Service:
    """A server on a free port of this machine. `routes` maps a path to a function of the request."""

    def __init__(self, test):
        self.routes, self.requests = {}, []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urllib.parse.urlsplit(self.path)
                self.query = dict(urllib.parse.parse_qsl(parts.query))
                service.requests.append(self)
                route = service.routes.get(parts.path)
                status, headers, body = route(self) if route else (404, {}, {"message": "Not Found"})
                if not isinstance(body, bytes):
                    body, headers = json.dumps(body).encode(), {"Content-Type": "application/json", **headers}
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        test.addCleanup(self.server.server_close)
        test.addCleanup(thread.join)
        test.addCleanup(self.server.shutdown)

    def answers(self, path, *answers):
        """Gives these answers one after the other, the last one again and again; an answer alone is JSON with 200."""
        whole = [answer if isinstance(answer, tuple) else (200, {}, answer) for answer in answers]
        given = iter(whole)
        self.routes[path] = lambda _: next(given, whole[-1])


def gantry(*arguments):
    """What `gantry` says, where it is built or the variable GANTRY says where it is; else None."""
    program = os.environ.get("GANTRY") or next(
        (str(p) for p in (PLUGINS.parent / ".build" / kind / "gantry" for kind in ("debug", "release")) if p.exists()),
        None,
    )
    if not program:
        return None
    words = [program, *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, timeout=120)


def checked_by_gantry(root):
    """What `gantry check` says about a root, where the program is at hand; else None."""
    return gantry("check", root, "--json")
