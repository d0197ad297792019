#!/usr/bin/env python3
"""Writes the days off of an iCalendar file into the holidays file that a project's calendar takes, and watches it."""

import datetime
import fnmatch
import os
import re
import stat

import icalendar
from gantry_plugin import Failure, Plugin
from rest_client import Client, clean, shown_url
from rest_import import date_of, heading, place, project_named, replace_file, yaml_text

ACTION = "ics-holidays.import"
LARGEST = 4 << 20

plugin = Plugin()


@plugin.action(ACTION)
def import_holidays(call, file, source, project=None, years=None, only=None, leave_out=None):
    """Reads first and writes afterwards, so that a failure changes no file."""
    project = project_named(call.projects, project) if project else None
    path = place(file, project)
    first, last = years_asked(years, project, call.now.year)
    try:
        calendar = icalendar.parse(bytes_of(source, project, call))
        days = days_off(calendar.events, first, last, only or [], leave_out or [])
    except icalendar.CalendarMistake as mistake:
        raise Failure(f"{shown(source)} cannot be read: {mistake}.") from None
    if calendar.timed:
        call.log(f"{calendar.timed} events with a time of day are no holidays and were left out.")
    if not days:
        raise Failure(
            f"{shown(source)} has no holiday from {first} to {last}. Check the inputs source, years, only and"
            " leave_out. The file is left as it is."
        )
    changed = replace_file(path, text_of(shown(source), first, last, days), ACTION)
    call.log(f"{len(days)} holidays from {first} to {last}: {'written' if changed else 'nothing changed'}")
    return {"holidays": len(days), "first": first, "last": last, "changed": changed, "file": path}


@plugin.action("ics-holidays.check")
def check(call, project, file):
    """Finds the years of a project in which its file of holidays has none: every weekday would count as worked on."""
    project = project_named(call.projects, project)
    path, deadline = place(file, project), date_of(project.get("deadline"))
    if project.get("status", "active") not in ("active", "proposed"):
        call.skip(project["id"], f"It is {project['status']}.")
        return {"missing": []}
    if not deadline:
        return {"missing": []}
    covered = years_in(file_bytes(path))
    # What is past cannot be planned any more.
    begin = max(call.now.year, (date_of(project["start"]) or deadline).year)
    missing = [year for year in range(begin, deadline.year + 1) if year not in covered]
    if missing:
        listed = " and ".join(map(str, missing))
        call.find(
            subject="calendar", severity="warning", project=project["id"], rule="not-covered",
            message=f"{file} has no holiday in {listed}, and the deadline is {deadline}: each weekday of {listed}"
            " counts as a working day",
            evidence={
                "rule": "A file of holidays has some in each year up to the deadline.",
                "inputs": [
                    {"name": "deadline", "value": str(deadline)},
                    {"name": "years with holidays", "value": ", ".join(map(str, sorted(covered))) or "none"},
                ],
            },
        )
    return {"missing": [str(year) for year in missing]}


def years_asked(text, project, now):
    """`2026` or `2026-2028`; else the years of the project; else this one and the next."""
    if text:
        match = re.fullmatch(r"\s*(\d{4})\s*(?:-\s*(\d{4})\s*)?", text)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not match or not first <= last <= first + 50 or first < 1:
            raise Failure(f"'{clean(text)}' are no years. Write 2026, or 2026-2028 for at most 50 of them.")
        return first, last
    start = date_of(project["start"]) if project else None
    deadline = date_of(project.get("deadline")) if project else None
    first = start.year if start else now
    return first, max(first, min(deadline.year if deadline else now + 1, first + 50))


def shown(source):
    """Where the calendar is, without what may be secret in an address."""
    return shown_url(source) if "://" in source else clean(source)


def bytes_of(source, project, call):
    """The calendar, from an address or a file."""
    if "://" not in source:
        return file_bytes(place(source, project))
    url = re.sub(r"^webcals?://", "https://", source.strip())
    address, _, query = url.partition("?")
    body, _, _ = Client(address, "The calendar's server", log=call.log).get(address + ("?" + query if query else ""))
    return body


def file_bytes(path):
    """A file that people or programs wrote."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Failure(f"There is no file {path}.") from None
    except OSError as problem:
        raise Failure(
            f"{path} cannot be read: {problem.strerror}. Grant its folder in gantry.yaml (plugins: folders)."
        ) from None
    status = os.fstat(descriptor)
    problem = None if stat.S_ISREG(status.st_mode) else "is not a file"
    if status.st_size > LARGEST:
        problem = f"is larger than {LARGEST >> 20} MiB"
    if problem:
        os.close(descriptor)
        raise Failure(f"{path} {problem}.")
    with os.fdopen(descriptor, "rb") as opened:
        return opened.read()


def days_off(events, first, last, only, leave_out):
    """Each day off from one year to another, with the names of what is then, in order."""
    begin, end = datetime.date(first, 1, 1), datetime.date(last, 12, 31)
    found = {}
    for event in events:
        words = [clean(word) for word in (event.name, event.description, *event.categories)]
        if (only and not any_matches(words, only)) or any_matches(words, leave_out):
            continue
        for start in event.starts(end):
            for offset in range(event.days):
                day = start + offset * icalendar.DAY
                if begin <= day <= end:
                    found.setdefault(day, set()).add(words[0])
    return {day: ", ".join(sorted(filter(None, names))) for day, names in sorted(found.items())}


def any_matches(words, patterns):
    """Whether a word is what a pattern says; `*` is any text, and the case of letters does not matter."""
    return any(fnmatch.fnmatchcase(word.casefold(), p.casefold()) for word in words for p in patterns)


def text_of(source, first, last, days):
    """The text of the file, in the order of the days."""
    years = f"{first} to {last}" if last > first else str(first)
    lines = [heading(ACTION, f"From {source}: {years}."), "holidays:\n"]
    for day, name in days.items():
        lines.append(f"  - {{ date: {day}, name: {yaml_text(name)} }}\n" if name else f"  - {day}\n")
    return "".join(lines)


def years_in(data):
    """The years of which a file of holidays has a day; comments do not count."""
    text = re.sub(r"(?m)(?:^|\s)#.*$", "", data.decode("utf-8", "replace"))
    dates = re.findall(r"(?m)(?:^\s*-\s*|[\s{,\[\"']date[\"']?:\s*|[\[,]\s*)[\"']?(\d{4}-\d\d-\d\d)", text)
    return {day.year for day in map(date_of, dates) if day}


if __name__ == "__main__":
    plugin.run()
