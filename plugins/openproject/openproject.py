#!/usr/bin/env python3
"""Writes the work packages and the versions of an OpenProject project into files that a project of Gantry includes.

The API: https://www.openproject.org/docs/api/endpoints/work-packages/ and …/versions/
"""

import base64
import json
import re

from gantry_plugin import Failure, Plugin
from rest_client import Client, clean, token_of
from rest_import import (
    Import, Issue, Milestone, People, Severities, at, check_count, checked_limit, date_of, day_of, ids_of_names,
    is_id, objects, project_named, text_at, zone_of,
)

SERVICE = "OpenProject"
SECRET = "openproject-token"
PAGE = 100

plugin = Plugin()


@plugin.action("openproject.import")
def import_issues(
    call, project, file, url, identifier, milestones_file=None, types=None, states="open", prefix="OP-",
    people=None, severities=None, limit=1000,
):
    """Reads first and writes afterwards, so that a failure changes no file."""
    project = project_named(call.projects, project)
    work = Import(call, "openproject.import", SERVICE, project, file, milestones_file)
    people, severities, limit = People(people), Severities(severities), checked_limit(limit)
    if not re.fullmatch(r"[A-Za-z0-9_-]+", identifier):
        raise Failure(f"'{clean(identifier)}' is not the identifier of a project. It is in its address: /projects/crm.")
    if not is_id(f"{prefix}1") or len(prefix) > 40:
        raise Failure(f"The input prefix, '{clean(prefix)}', cannot begin an id. Use letters, digits, '-', '_', '.'.")
    token = token_of(call.secrets.get(SECRET), SECRET)
    client = Client(url, SERVICE, headers_for(token), SECRET, call.log)
    path, start = f"/api/v3/projects/{identifier}", date_of(project["start"])
    known = types_of(client, path) if types or milestones_file else []
    filters = [] if not types else [numbers_filter("type", numbers_named(types, known))]
    records = work_packages(client, path, filters, states, limit)
    closed = closed_states(client) if states == "all" or milestones_file else set()
    reader = Reader(client.base, prefix, people, severities, zone_of(call.run["timezone"]), closed)
    # A work package with one date is a milestone of OpenProject, and no issue.
    issues = [reader.issue(record) for record in records if "date" not in record]
    milestones = []
    if milestones_file:
        numbers = [str(at(kind, "id")) for kind in known if at(kind, "isMilestone") is True]
        filters = [numbers_filter("type", numbers)]
        found = work_packages(client, path, filters, "all", limit) if numbers else []
        milestones = versions(client, path) + [reader.milestone(record) for record in found]
        milestones = [m for m in milestones if not (m.finished and start and m.finished < start)]
        for milestone, name in zip(milestones, ids_of_names([m.name for m in milestones])):
            milestone.id = name
    which = f" of the types {', '.join(map(clean, types))}" if types else ""
    return work.finish(f"From {client.base}{path}: {states} work packages{which}", issues, milestones, people)


def headers_for(token):
    """A token of the API is the password of the user `apikey`."""
    pair = base64.b64encode(f"apikey:{token}".encode()).decode()
    return {"Accept": "application/hal+json, application/json", "Authorization": f"Basic {pair}"}


def collection(client, path, query=None):
    """The elements of one page, and how many there are in all."""
    answer, _ = client.json(path, query)
    total = at(answer, "total")
    what = path.rpartition("/")[2].replace("_", " ")
    return objects(at(answer, "_embedded", "elements"), SERVICE, what), total if isinstance(total, int) else None


def numbers_filter(name, numbers):
    """A condition of a query: one of these."""
    return {name: {"operator": "=", "values": numbers}}


def work_packages(client, path, filters, states, limit):
    """All work packages of a project that meet the conditions, page by page."""
    conditions = [{"status": {"operator": "o" if states == "open" else "*", "values": []}}, *filters]
    query = {"filters": json.dumps(conditions), "sortBy": '[["id","asc"]]', "pageSize": PAGE}
    records, seen, offset = [], set(), 1
    while True:
        page, total = collection(client, f"{path}/work_packages", {**query, "offset": offset})
        numbers = {number_of(record) for record in page}
        if numbers & seen:
            raise Failure("OpenProject gives the same page of work packages again and again. Try it later.")
        seen |= numbers
        records += page
        check_count(max(total or 0, len(records)), limit, SERVICE, "the input types")
        if not page or (total is not None and len(records) >= total):
            return records
        offset += 1


def types_of(client, path):
    """The types of work packages that a project has."""
    return collection(client, f"{path}/types")[0]


def numbers_named(types, known):
    """The numbers of types, which people know by name."""
    numbers = {(text_at(kind, "name") or "").casefold(): str(at(kind, "id")) for kind in known}
    for name in types:
        if name.casefold() not in numbers:
            names = ", ".join(text_at(kind, "name") or "" for kind in known)
            raise Failure(f"The project has no type '{clean(name)}'. It has: {names}.")
    return [numbers[name.casefold()] for name in types]


def closed_states(client):
    """The addresses of the states in which a work package counts as closed."""
    found, _ = collection(client, "/api/v3/statuses")
    return {text_at(record, "_links", "self", "href") for record in found if at(record, "isClosed") is True}


class Reader:
    """Makes issues and milestones of work packages."""

    def __init__(self, base, prefix, people, severities, zone, closed):
        self.base, self.prefix, self.people, self.severities = base, prefix, people, severities
        self.zone, self.closed = zone, closed

    def issue(self, record):
        """One issue. OpenProject does not tell when one was closed, so the day of its last change stands for it."""
        number = number_of(record)
        shown = text_at(record, "_links", "assignee", "title") or ""
        account = (text_at(record, "_links", "assignee", "href") or "").rpartition("/")[2]
        owner = self.people.owner(shown, account)
        return Issue(
            id=f"{self.prefix}{number}",
            text=text_at(record, "subject") or "(no subject)",
            severity=self.severities.of(text_at(record, "_links", "priority", "title")),
            owner=owner,
            opened=day_of(at(record, "createdAt"), self.zone),
            due=date_of(at(record, "dueDate")),
            closed=self.closing_day(record),
            link=f"{self.base}/work_packages/{number}",
            state=text_at(record, "_links", "status", "title") or "",
            account="" if owner else shown,
        )

    def milestone(self, record):
        """A work package of a type that is a milestone."""
        number, name = number_of(record), text_at(record, "subject") or "(no subject)"
        link = f"{self.base}/work_packages/{number}"
        return Milestone("", name, date_of(at(record, "date")), self.closing_day(record), link)

    def closing_day(self, record):
        is_closed = text_at(record, "_links", "status", "href") in self.closed
        return day_of(at(record, "updatedAt"), self.zone) if is_closed else None


def number_of(record):
    """The number of a work package, which people know it by."""
    number = at(record, "id")
    if not isinstance(number, int):
        raise Failure("OpenProject answered with a work package without a number. Check the input url.")
    return number


def versions(client, path):
    """The versions of a project. A closed one counts as finished on its last day, and is left out without one."""
    found = []
    for record in collection(client, f"{path}/versions")[0]:
        name, number, end = text_at(record, "name"), at(record, "id"), date_of(at(record, "endDate"))
        is_closed = at(record, "status") == "closed"
        if not name or not isinstance(number, int) or (is_closed and not end):
            continue
        milestone = Milestone("", name, end, end if is_closed else None, f"{client.base}/versions/{number}")
        found.append((number, milestone))
    return [milestone for _, milestone in sorted(found, key=lambda pair: pair[0])]


if __name__ == "__main__":
    plugin.run()
