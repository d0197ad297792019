"""What the plugins share that take issues, milestones and holidays over from other systems.

The values of answers, what they mean here, and files that say who wrote them and are replaced as a whole. Nothing but
Python's standard library is used.
"""

import datetime
import json
import os
import re
import secrets
import stat
import unicodedata
import zoneinfo
from dataclasses import dataclass

from gantry_plugin import Failure
from rest_client import clean

SEVERITIES = ("low", "medium", "high", "critical")

# ---- Values of answers -----------------------------------------------------------------------------------------------


def at(record, *keys):
    """What stands under these keys, one in the other; None where one of them is missing or no object."""
    for key in keys:
        if not isinstance(record, dict):
            return None
        record = record.get(key)
    return record


def text_at(record, *keys):
    """The same, where it is a text with something in it, on one line; else None."""
    value = at(record, *keys)
    return (clean(value) or None) if isinstance(value, str) else None


def objects(value, service, what):
    """A list of objects, or a Failure: then it is not the service that it was taken for."""
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return value
    raise Failure(f"{service} answered without the list of {what} that belongs there. Check the input url.")


def date_of(value):
    """A date such as 2026-12-18 as it is; None for anything else."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return None


def day_of(value, zone):
    """The day on which an instant such as 2026-11-02T10:20:30.000+0100 falls in a zone; None for anything else."""
    if not isinstance(value, str):
        return None
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)", value)
    if not match:
        return None
    offset = "+00:00" if match[2] == "Z" else match[2]
    offset = offset if ":" in offset else offset[:3] + ":" + offset[3:]
    try:
        return datetime.datetime.fromisoformat(match[1] + offset).astimezone(zone).date()
    except (ValueError, OverflowError):
        return None


def zone_of(name):
    """The zone of a run; UTC where this machine does not know it."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        return datetime.timezone.utc


# ---- What is imported ------------------------------------------------------------------------------------------------


@dataclass
class Issue:
    """An issue as the register of a project takes it."""

    id: str
    text: str
    severity: str = None
    owner: str = None
    opened: datetime.date = None
    due: datetime.date = None
    closed: datetime.date = None
    link: str = ""
    state: str = ""
    account: str = ""  # whom the other system names, where nobody here is known by that name


@dataclass
class Milestone:
    """A milestone as the tasks of a project take it."""

    id: str
    name: str
    due: datetime.date = None
    finished: datetime.date = None
    link: str = ""


class People:
    """Who the accounts of another system are here: the input `people`."""

    def __init__(self, people):
        self._ids = {}
        self.strangers = {}
        for account, person in (people or {}).items():
            if not is_id(person):
                raise Failure(f"The input people names '{clean(str(person))}', which is not the id of a person.")
            self._ids[clean(account).casefold()] = person

    def owner(self, shown, *accounts):
        """The id of whoever has one of these names; else None, and `shown` is remembered."""
        for account in (*accounts, shown):
            person = self._ids.get(account.casefold()) if account else None
            if person:
                return person
        if shown:
            self.strangers[shown] = self.strangers.get(shown, 0) + 1
        return None


class Severities:
    """What the priorities of another system mean here: the input `severities`, and what words usually mean."""

    USUAL = {
        "critical": "critical", "blocker": "critical", "highest": "critical", "immediate": "critical",
        "urgent": "critical", "high": "high", "major": "high", "medium": "medium", "normal": "medium",
        "moderate": "medium", "low": "low", "lowest": "low", "minor": "low", "trivial": "low",
    }

    def __init__(self, severities):
        self._own = {}
        for word, severity in (severities or {}).items():
            if severity not in SEVERITIES:
                raise Failure(
                    f"The input severities has '{clean(str(severity))}' for '{clean(word)}'; it is one of"
                    f" {', '.join(SEVERITIES)}."
                )
            self._own[clean(word).casefold()] = severity

    def of(self, word):
        """The severity of a priority; None where nobody knows."""
        word = (word or "").casefold()
        return self._own.get(word) or self.USUAL.get(word)

    def of_labels(self, labels):
        """The highest severity that a label says: `critical`, `severity: high`, `priority/low`, or one of your own."""
        found = []
        for label in labels:
            own = self._own.get(label.casefold())
            word = re.fullmatch(r"(?:(?:severity|priority|prio)\s*[:/=-]\s*)?([a-z]+)", label.casefold())
            severity = own or (self.USUAL.get(word[1]) if word else None)
            if severity:
                found.append(severity)
        return max(found, key=SEVERITIES.index, default=None)


def is_id(text):
    """Whether a text is an id of Gantry."""
    return isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", text) is not None


def ids_of_names(names):
    """An id for each name, from its letters: `Release 2.0` is `release-2.0`. Equal ones get a number, in this order."""
    result, seen = [], set()
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        base = re.sub(r"[^a-z0-9._]+", "-", plain).strip("-._")[:56].rstrip("-._") or "milestone"
        number, chosen = 1, base
        while chosen in seen:
            number += 1
            chosen = f"{base}-{number}"
        seen.add(chosen)
        result.append(chosen)
    return result


def natural(text):
    """A key that puts CRM-9 before CRM-10."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", text)]


def checked_limit(limit):
    """The most issues that are taken."""
    if not 1 <= limit <= 10_000 or limit != int(limit):
        raise Failure("The input limit is a whole number from 1 to 10000.")
    return int(limit)


def check_count(count, limit, service, narrower):
    """Refuses more issues than were expected, rather than to take some of them."""
    if count > limit:
        raise Failure(
            f"{service} has more than {limit} such issues. Take fewer with {narrower}, or raise the input limit."
        )


# ---- Files -----------------------------------------------------------------------------------------------------------


def yaml_text(text):
    """A text in double quotes, as YAML and JSON both read it; `text` has been cleaned."""
    return json.dumps(text, ensure_ascii=False)


def yaml_id(text):
    """An id, bare where nothing else could be read in it."""
    words = ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
    return text if re.match("[A-Za-z]", text) and text.lower() not in words else yaml_text(text)


def heading(action, source):
    """The comment at the top of a written file; its first line says that the file may be written again."""
    return f"# Written by {action}. It is written anew by each import, so changes made here are lost.\n# {source}\n"


def issues_file(action, source, issues):
    """The text of a file for the section `issues`, in the order of the ids."""
    lines = [heading(action, source)]
    lines.append("issues:\n" if issues else "issues: []\n")
    for issue in sorted(issues, key=lambda issue: natural(issue.id)):
        note = ", ".join(filter(None, (issue.state, issue.link)))
        if note:
            lines.append(f"  # {note}\n")
        lines.append(f"  - id: {yaml_id(issue.id)}\n    text: {yaml_text(issue.text)}\n")
        for key in ("severity", "owner", "opened", "due", "closed"):
            value = getattr(issue, key)
            if value:
                lines.append(f"    {key}: {yaml_id(value) if key == 'owner' else value}\n")
    return "".join(lines)


def milestones_file(action, source, milestones):
    """The text of a file for the section `tasks`, in the order of the dates."""
    lines = [heading(action, source)]
    lines.append("tasks:\n" if milestones else "tasks: []\n")
    latest = datetime.date.max
    for milestone in sorted(milestones, key=lambda m: (m.due or m.finished or latest, natural(m.id))):
        if milestone.link:
            lines.append(f"  # {milestone.link}\n")
        lines.append(f"  - id: {yaml_id(milestone.id)}\n    name: {yaml_text(milestone.name)}\n    milestone: true\n")
        for key in ("due", "finished"):
            if getattr(milestone, key):
                lines.append(f"    {key}: {getattr(milestone, key)}\n")
    return "".join(lines)


def project_named(projects, name):
    """The project of a call that has this id."""
    for project in projects:
        if project["id"] == name:
            return project
    raise Failure(f"There is no project '{clean(name)}'. The input project is the id of one: gantry status.")


def place(file, project):
    """Where a file is that an input names: as in the project file, it counts from that file's folder."""
    if "\0" in file or not file.strip() or file.endswith("/"):
        raise Failure(f"'{clean(file)}' is not the path of a file.")
    if os.path.isabs(file):
        return os.path.normpath(file)
    if project is None:
        raise Failure(f"The path '{clean(file)}' needs the input project, from whose file it counts, or a / in front.")
    return os.path.normpath(os.path.join(os.path.dirname(project["path"]), file))


def replace_file(path, text, action):
    """Puts a text where a file is, as a whole, and returns whether anything changed.

    A file with the same bytes is left alone, so that nothing starts that watches it. One that the action did not
    write is never touched.
    """
    data = text.encode("utf-8")
    folder, name = os.path.split(path)
    try:
        old, mode = _written_before(path, action)
        if old == data:
            return False
        hidden = os.path.join(folder, f".{name}.{secrets.token_hex(4)}.tmp")
        descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        try:
            with os.fdopen(descriptor, "wb") as file:
                if mode is not None:
                    os.fchmod(file.fileno(), mode)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(hidden, path)
        except BaseException:
            os.unlink(hidden)
            raise
        _sync_folder(folder)
        return True
    except FileNotFoundError:
        raise Failure(f"There is no folder {folder}. Make it: mkdir {folder}") from None
    except PermissionError:
        raise Failure(
            f"{path} may not be written. Grant the folder in gantry.yaml (plugins: folders), and give the daemon's"
            " user the right to write there."
        ) from None
    except OSError as problem:
        raise Failure(f"{path} cannot be written: {problem.strerror}") from None


def _written_before(path, action):
    """The bytes and the mode of the file that an earlier import wrote; None, None where there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None, None
    except OSError:
        if os.path.islink(path):
            raise Failure(f"{path} is a link; an import replaces files only. Name the file itself.") from None
        raise
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise Failure(f"{path} is not a file.")
    with os.fdopen(descriptor, "rb") as file:
        old = file.read()
    if old and not old.startswith(f"# Written by {action}.".encode()):
        raise Failure(f"{path} was not written by {action}, so it is left as it is. Choose another name, or move it.")
    return old, stat.S_IMODE(status.st_mode)


def _sync_folder(folder):
    descriptor = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# ---- The end of an import --------------------------------------------------------------------------------------------


@dataclass
class Import:
    """What the three imports have in common: whose files they write, and what they say about it."""

    call: object
    action: str
    service: str
    project: dict
    file: str
    milestones_file: str = None

    def __post_init__(self):
        # Before anything is asked for, so that a wrong path is not found after a minute of reading.
        self.path = place(self.file, self.project)
        self.milestones_path = place(self.milestones_file, self.project) if self.milestones_file else None
        if self.path == self.milestones_path:
            raise Failure("The inputs file and milestones_file name the same file. Each section has one of its own.")

    def finish(self, source, issues, milestones, people):
        """Writes the files, tells what a person has to do, and gives the output."""
        issues = list({issue.id: issue for issue in issues}.values())
        changed = replace_file(self.path, issues_file(self.action, source, issues), self.action)
        if self.milestones_path:
            text = milestones_file(self.action, source, milestones)
            changed = replace_file(self.milestones_path, text, self.action) or changed
        if people.strangers:
            names = ", ".join(f"{name} ({count})" for name, count in sorted(people.strangers.items()))
            self.call.log(f"Without an owner here, as the input people does not name them: {names}")
        self._find_unowned(issues)
        counts = f"{len(issues)} issues" + (f", {len(milestones)} milestones" if self.milestones_path else "")
        self.call.log(f"{counts}: {'written' if changed else 'nothing changed'}")
        return {"issues": len(issues), "milestones": len(milestones), "changed": changed, "file": self.path}

    def _find_unowned(self, issues):
        """One finding about all serious issues that nobody here has: a finding for each would be noise."""
        unowned = [i for i in issues if not i.owner and not i.closed and i.severity in ("high", "critical")]
        if not unowned:
            return
        unowned.sort(key=lambda issue: (-SEVERITIES.index(issue.severity), natural(issue.id)))
        worst = unowned[0].severity
        named = ", ".join(f'{issue.id} "{issue.text}"' for issue in unowned[:5])
        more = f" and {len(unowned) - 5} more" if len(unowned) > 5 else ""
        message = (
            f"{named} is {worst} in {self.service}, and nobody here owns it"
            if len(unowned) == 1
            else f"{len(unowned)} serious issues of {self.service} have no owner here: {named}{more}"
        )
        inputs = [
            {
                "name": issue.id,
                "value": f"{issue.severity}, " + (f"assigned to {issue.account}" if issue.account else "not assigned"),
            }
            for issue in unowned[:20]
        ]
        self.call.find(
            subject="issues/unowned", severity="warning", message=message, project=self.project["id"], rule="import",
            stage={"name": worst, "rank": len(unowned)},
            evidence={"rule": f"A serious issue has an owner. Assign it in {self.service}, or add the account to"
                      " the input people.", "inputs": inputs},
        )
