"""What the programs in this folder have in common: a daemon to measure, requests to it, figures to tell.

A program measures several things in the same rounds and tells them twice: as a table on its standard
output, and with --json FILE as rows for `Benchmarks/table`, which puts those of all programs into one.
"""

import argparse
import contextlib
import ctypes
import datetime
import http.client
import json
import os
import pathlib
import platform
import shutil
import signal
import socket
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
POLL = 0.0002
LIMIT = 60.0

SETTINGS = "timezone: UTC\nmail_domain: example.org\n"


# What is asked of the one who starts a program


def parser(text, rounds, programs=("gantryd",)):
    """The options that all programs have. `parse` reads them."""
    result = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    result.set_defaults(programs=programs)
    result.add_argument("--bin", type=pathlib.Path, default=ROOT / ".build" / "release",
                        help="folder of " + " and ".join(programs))
    if rounds:
        result.add_argument("--rounds", type=int, default=rounds)
    result.add_argument("--dir", type=pathlib.Path, default=pathlib.Path("/var/tmp"),
                        help="where to measure; a real disk")
    result.add_argument("--json", type=pathlib.Path, help="write the rows for Benchmarks/table here")
    return result


def parse(options_parser):
    options = options_parser.parse_args()
    options.bin = options.bin.resolve()
    for program in options.programs:
        if not os.access(options.bin / program, os.X_OK):
            sys.exit(f"error: there is no {options.bin}/{program}; make build makes it")
    return options


@contextlib.contextmanager
def folder_in(directory):
    """A folder of its own, which is gone at the end."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gantry-", dir=directory))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# Waiting


def wait(condition, what, limit=None):
    """Asks until the answer is yes, every fifth of a millisecond, and gives the answer."""
    limit = limit or LIMIT
    end = time.monotonic() + limit
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            sys.exit(f"error: {what} did not come within {limit:.0f} s")
        time.sleep(POLL)


def timed(command, status=0, **rest):
    """Runs a whole process; gives the seconds that it took, and what it printed."""
    start = time.perf_counter()
    result = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, **rest)
    taken = time.perf_counter() - start
    if result.returncode != status:
        sys.exit(f"error: {' '.join(map(str, command))} ended with {result.returncode}:\n"
                 f"{result.stderr.decode()[-2000:]}{result.stdout.decode()[:2000]}")
    return taken, result.stdout.decode()


# A daemon


class UnixConnection(http.client.HTTPConnection):
    """HTTP over the socket of a daemon."""

    def __init__(self, path, timeout=LIMIT):
        super().__init__("gantry", timeout=timeout)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def socket_of(root):
    return root / ".gantry" / "gantry.sock"


def database_of(root):
    return root / ".gantry" / "gantry.sqlite"


def request(path, method, target, body=None, timeout=LIMIT):
    """One request on a connection of its own; gives status and text."""
    connection = UnixConnection(path, timeout)
    try:
        connection.request(method, target, None if body is None else json.dumps(body))
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def ask(root, target, body=None, timeout=LIMIT):
    """What the daemon answers, read as JSON. An answer that is not good ends the program."""
    status, text = request(socket_of(root), "GET" if body is None else "POST", target, body, timeout)
    if status >= 300:
        sys.exit(f"error: {target} is answered with {status}: {text[:2000]}")
    return json.loads(text)


def answers(path):
    try:
        return request(path, "GET", "/v1/status", timeout=5)[0] == 200
    except OSError:
        return False


@contextlib.contextmanager
def running(arguments, log, environment={}):
    """A process as long as the block; ends the program where it ends before."""
    with open(log, "ab") as output:
        process = subprocess.Popen(
            [str(part) for part in arguments], stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            env={**os.environ, **environment})
    try:
        yield process
        if process.poll() is not None:
            sys.exit(f"error: {arguments[0]} ended with status {process.returncode}:\n{tail(log)}")
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def tail(log):
    return log.read_text(errors="replace")[-2000:]


@contextlib.contextmanager
def daemon(options, root, log, environment={}):
    """A gantryd on a folder, from when its socket answers to the end of the block."""
    with running([options.bin / "gantryd", "--root", root], log, environment) as process:
        wait(lambda: process.poll() is not None or answers(socket_of(root)), "the daemon's socket")
        if process.poll() is not None:
            sys.exit(f"error: gantryd ended with status {process.returncode}:\n{tail(log)}")
        yield process


class Notify:
    """A socket to which a service says that it is ready, as systemd has one."""

    def __init__(self, path):
        self.path = path
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.environment = {"NOTIFY_SOCKET": str(path)}

    def ready(self, process, log, limit=LIMIT):
        """Returns at the READY=1 of a process that was just started."""
        end = time.monotonic() + limit
        self.socket.settimeout(0.5)
        while time.monotonic() < end and process.poll() is None:
            try:
                if b"READY=1" in self.socket.recv(65536).split(b"\n"):
                    return
            except socket.timeout:
                pass
        what = f"was not ready within {limit:.0f} s" if process.poll() is None else f"ended with {process.returncode}"
        sys.exit(f"error: gantryd {what}:\n{tail(log)}")

    def messages(self):
        """What came since the last question; who never asks lets the socket fill up, and the service wait."""
        self.socket.setblocking(False)
        found = []
        with contextlib.suppress(BlockingIOError):
            while True:
                found.append(self.socket.recv(65536).decode())
        return found

    def close(self):
        self.socket.close()
        self.path.unlink()


@contextlib.contextmanager
def started(options, root, folder, environment={}, limit=LIMIT, through=()):
    """A gantryd from its READY=1 on; gives the process, the seconds from its start to there, and the socket.

    `through` is a command that becomes gantryd.
    """
    notify, log = Notify(folder / "notify.sock"), folder / "gantryd.log"
    command = [*through, options.bin / "gantryd", "--root", root]
    try:
        start = time.perf_counter()
        with running(command, log, {**notify.environment, **environment}) as process:
            notify.ready(process, log, limit)
            yield process, time.perf_counter() - start, notify
    finally:
        notify.close()


# What a process has


def status_of(process, key):
    """A number of /proc/PID/status, such as `RssAnon` in KiB."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1])
    sys.exit(f"error: the kernel does not say {key}")


def ticks(process):
    """Hundredths of a second of the processor that a process has taken."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def rest(process, pause, limit=5.0):
    """Waits for so long, and until a process takes no more of the processor: what comes next does not pay for it."""
    end = time.monotonic() + limit
    last = None
    while time.monotonic() < end:
        time.sleep(pause)
        now = ticks(process)
        if now == last:
            return
        last = now


def memory(process, key="RssAnon"):
    """MiB that a process holds, once that stands still: a daemon gives back what a start took, a moment later."""
    last, same = None, 0
    end = time.monotonic() + 20
    while same < 5 and time.monotonic() < end:
        time.sleep(0.2)
        now = status_of(process, key)
        same = same + 1 if last is not None and abs(now - last) <= 64 else 0
        last = now
    return last / 1024


@contextlib.contextmanager
def peak(process, key="RssAnon"):
    """A list of the most MiB that a process held during the block, looked at fifty times a second."""
    most, stop = [status_of(process, key) / 1024], threading.Event()

    def look():
        while not stop.wait(0.02):
            most[0] = max(most[0], status_of(process, key) / 1024)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        stop.set()
        thread.join()


def threads(process):
    """What each thread has given up the processor for by itself, by thread."""
    counts = {}
    for status in pathlib.Path(f"/proc/{process.pid}/task").glob("*/status"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for line in status.read_text().splitlines():
                if line.startswith("voluntary_ctxt_switches:"):
                    counts[status.parent.name] = int(line.split()[1])
    return counts


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


# A database that another process writes


class Reader:
    """Looks into a database that another process writes; nothing where it is not there yet."""

    def __init__(self, path, query):
        self.path, self.query, self.connection = path, query, None

    def __call__(self):
        try:
            if not self.connection:
                self.connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, isolation_level=None)
            return self.connection.execute(self.query).fetchone()[0]
        except sqlite3.OperationalError:
            return None


OPEN_ALERTS = "SELECT count(*) FROM alerts WHERE state <> 'resolved'"


def rows(database):
    """How many rows each table has, whichever tables there are."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, isolation_level=None)
    try:
        names = [name for name, in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    finally:
        connection.close()


def bare_store(path):
    """SQLite as durable as it gets, as the daemon uses it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


# Files


def day(distance):
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return (today + datetime.timedelta(days=distance)).isoformat()


def save(text, path, beside):
    """Saves as editors do, by renaming a finished file over the old one; gives the instant before the rename."""
    beside.write_text(text)
    start = time.perf_counter()
    os.rename(beside, path)
    return start


def workflow(name, triggers, steps, alerts="alerts: none\n"):
    return f"name: {name}\ntriggers:\n{triggers}steps:\n{steps}{alerts}"


DEADLINES = """\
  - id: check
    action: deadline.check
    with: { before: [10wd, 3wd, 1wd], overdue_every: 2wd }
"""
LOG = '  - { id: say, action: log, with: { message: "it is time" } }\n'
AT_A_SAVE = '  - files: "projects/**/*.yaml"\n    settle: 0s\n'


def make_root(root, workflows, projects, settings=SETTINGS):
    """A folder of definitions, from names and texts."""
    for kind, texts in (("workflows", workflows), ("projects", projects)):
        (root / kind).mkdir(parents=True)
        for name, text in texts.items():
            (root / kind / f"{name}.yaml").write_text(text)
    (root / "gantry.yaml").write_text(settings)


def project(name, tasks, late=0, finished=0):
    """A project of so many tasks. The first are overdue, or were and are finished; nothing else is due for long."""
    lines = [
        f"project: {name}",
        "name: A project to measure with",
        "lead: asha <asha@example.org>",
        f"start: {day(-60)}",
        "team: [asha, ben <ben@example.org>]",
        "tasks:",
    ]
    for number in range(tasks):
        if number < late + finished:
            state = f", finished: {day(-8)}" if number >= late else ""
            lines.append(f"  - {{ id: task-{number}, duration: 5wd, who: [ben], started: {day(-20)}, due: {day(-7)}{state} }}")
        else:
            lines.append(f"  - {{ id: task-{number}, duration: 5wd, who: [ben], due: {day(200 + number)} }}")
    return "\n".join(lines) + "\n"


# inotify, for what is measured beside a daemon

IN_CLOSE_WRITE, IN_MOVED_TO = 0x8, 0x80


def saved_files(folder):
    """The names of files that are saved in a folder, in batches as the kernel gives them, for ever."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(0o2000000)
    if descriptor < 0 or libc.inotify_add_watch(descriptor, os.fsencode(folder), IN_CLOSE_WRITE | IN_MOVED_TO) < 0:
        sys.exit(f"inotify: {os.strerror(ctypes.get_errno())}")

    def batches():
        while True:
            events, names = os.read(descriptor, 65536), []
            while events:
                _, _, _, length = struct.unpack_from("iIII", events)
                names.append(os.fsdecode(events[16 : 16 + length].rstrip(b"\0")))
                events = events[16 + length :]
            yield names

    return batches()


# Figures


def summary(values):
    """Median, 95th percentile and worst."""
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return statistics.median(ordered), p95, ordered[-1]


def file_system(path):
    best = ("", "?")
    for line in pathlib.Path("/proc/mounts").read_text().splitlines():
        _, point, kind, *_ = line.split()
        if str(path).startswith(point) and len(point) > len(best[0]):
            best = (point, kind)
    return best[1]


def machine(options):
    return f"{os.cpu_count()} CPUs, Linux {platform.release()}, {file_system(options.dir.resolve())}"


def table(head, lines):
    """A table in Markdown; all columns but the first are numbers."""
    print("| " + " | ".join(head) + " |\n|---|" + "---:|" * (len(head) - 1))
    for line in lines:
        print("| " + " | ".join(str(cell) for cell in line) + " |")


def row(name, figure, unit, reference=None, of="", ratio=None, text=None):
    """A row for the table of all programs.

    `name` is one of those in `Benchmarks/table`; `figure` and `reference` count in `unit`, and `of` says what the
    reference is. `ratio` is figure by reference where nothing else is said. `text` is printed instead of the figure.
    Where `reference` is missing, `of` says all.
    """
    if ratio is None and reference:
        ratio = figure / reference
    short = lambda number: None if number is None else round(number, 4)
    return {"name": name, "figure": short(figure), "unit": unit, "text": text,
            "reference": short(reference), "of": of, "ratio": short(ratio)}


def tell(options, found, reduced):
    """Writes the rows where --json says.

    `reduced` says of those that do not say so themselves that they were measured at another size than the table
    speaks of.
    """
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({"rows": [{"reduced": reduced, **one} for one in found]}, indent=2) + "\n")
