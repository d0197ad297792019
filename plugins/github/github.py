#!/usr/bin/env python3
"""Writes the issues and the milestones of a GitHub repository into files that a project of Gantry includes.

The API: https://docs.github.com/en/rest/issues/issues and https://docs.github.com/en/rest/issues/milestones
"""

import re

from gantry_plugin import Failure, Plugin
from rest_client import Client, clean, token_of
from rest_import import (
    Import, Issue, Milestone, People, Severities, at, check_count, checked_limit, date_of, day_of, ids_of_names,
    is_id, objects, project_named, text_at, zone_of,
)

SERVICE = "GitHub"
SECRET = "github-token"
PAGE = 100

plugin = Plugin()


@plugin.action("github.import")
def import_issues(
    call, project, file, repository, milestones_file=None, url="https://api.github.com", labels=None, states="open",
    prefix="GH-", people=None, severities=None, limit=1000,
):
    """Reads first and writes afterwards, so that a failure changes no file."""
    project = project_named(call.projects, project)
    work = Import(call, "github.import", SERVICE, project, file, milestones_file)
    people, severities, limit = People(people), Severities(severities), checked_limit(limit)
    path = repository_path(repository)
    if not is_id(f"{prefix}1") or len(prefix) > 40:
        raise Failure(f"The input prefix, '{clean(prefix)}', cannot begin an id. Use letters, digits, '-', '_', '.'.")
    token = token_of(call.secrets.get(SECRET), SECRET)
    client = Client(url, SERVICE, headers_for(token), SECRET, call.log)
    zone = zone_of(call.run["timezone"])
    query = {"state": states, "sort": "created", "direction": "asc", "per_page": PAGE}
    if labels:
        query["labels"] = ",".join(labels)
    records = issue_records(client, f"{path}/issues", query, limit)
    issues = [issue_of(record, prefix, people, severities, zone) for record in records]
    milestones = milestones_of(client, path, zone, date_of(project["start"])) if milestones_file else []
    which = f" with the labels {', '.join(map(clean, labels))}" if labels else ""
    return work.finish(f"From {client.base}{path}: {states} issues{which}", issues, milestones, people)


def headers_for(token):
    """The version of the API is named, so that a later one changes nothing here."""
    return {
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        "Authorization": f"Bearer {token}",
    }


def repository_path(repository):
    """The path of OWNER/REPOSITORY."""
    if not re.fullmatch(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+", repository) or repository.endswith(("/.", "/..")):
        raise Failure(f"'{clean(repository)}' is not a repository. Write it as owner/repository.")
    return f"/repos/{repository}"


def pages(client, path, query, what):
    """The records of each page; the header Link names the next one."""
    seen, target, values = set(), path, query
    while target:
        if target in seen:
            raise Failure(f"GitHub names the same page of {what} again and again. Try it later.")
        seen.add(target)
        answer, headers = client.json(target, values)
        yield objects(answer, SERVICE, what)
        target, values = next_page(headers.get("Link", "")), None


def next_page(link):
    """The address with rel="next" in a header Link."""
    for address, parameters in re.findall(r"<([^>]*)>([^<]*)", link):
        if re.search(r';\s*rel="?next"?', parameters):
            return address
    return None


def issue_records(client, path, query, limit):
    """The issues; GitHub counts pull requests among them."""
    records = []
    for page in pages(client, path, query, "issues"):
        records += [record for record in page if "pull_request" not in record]
        check_count(len(records), limit, SERVICE, "the input labels")
    return records


def issue_of(record, prefix, people, severities, zone):
    """One issue; it is due with its milestone, as an issue of GitHub has no date of its own."""
    number = at(record, "number")
    if not isinstance(number, int):
        raise Failure("GitHub answered with an issue without a number. Check the input url.")
    people_of_it = [at(record, "assignee"), *objects(at(record, "assignees") or [], SERVICE, "assignees")]
    logins = [login for login in (text_at(person, "login") for person in people_of_it) if login]
    login = logins[0] if logins else ""
    labels = at(record, "labels")
    names = [label if isinstance(label, str) else text_at(label, "name") for label in labels or []]
    owner = people.owner(login, *logins)
    closed = at(record, "state") == "closed"
    return Issue(
        id=f"{prefix}{number}",
        text=text_at(record, "title") or "(no title)",
        severity=severities.of_labels([clean(name) for name in names if name]),
        owner=owner,
        opened=day_of(at(record, "created_at"), zone),
        due=due_day(at(record, "milestone")),
        closed=day_of(at(record, "closed_at"), zone) if closed else None,
        link=text_at(record, "html_url") or "",
        account="" if owner else login,
    )


def due_day(milestone):
    """The day that was chosen. GitHub keeps it as an instant of that day in UTC, so no zone may move it."""
    value = at(milestone, "due_on")
    return date_of(value[:10]) if isinstance(value, str) else None


def milestones_of(client, path, zone, start):
    """The milestones that are open, or were closed since the project began."""
    found = []
    query = {"state": "all", "sort": "due_on", "direction": "asc", "per_page": PAGE}
    for page in pages(client, f"{path}/milestones", query, "milestones"):
        for record in page:
            name, number = text_at(record, "title"), at(record, "number")
            finished = day_of(at(record, "closed_at"), zone) if at(record, "state") == "closed" else None
            if not name or not isinstance(number, int) or (finished and start and finished < start):
                continue
            link = text_at(record, "html_url") or ""
            found.append((number, Milestone("", name, due_day(record), finished, link)))
    found.sort(key=lambda pair: pair[0])
    for (_, milestone), identifier in zip(found, ids_of_names([m.name for _, m in found])):
        milestone.id = identifier
    return [milestone for _, milestone in found]


if __name__ == "__main__":
    plugin.run()
