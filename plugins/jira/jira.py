#!/usr/bin/env python3
"""Writes the issues and the fix versions of a Jira project into files that a project of Gantry includes.

Cloud: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
Data Center: https://developer.atlassian.com/server/jira/platform/rest/
"""

import base64
import re

from gantry_plugin import Failure, Plugin
from rest_client import Client, token_of
from rest_import import (
    Import, Issue, Milestone, People, Severities, at, check_count, checked_limit, date_of, day_of, ids_of_names,
    is_id, objects, project_named, text_at, zone_of,
)

SERVICE = "Jira"
SECRET = "jira-token"
FIELDS = "summary,status,priority,assignee,created,duedate,resolutiondate,statuscategorychangedate,updated"
PAGE = 100

plugin = Plugin()


@plugin.action("jira.import")
def import_issues(
    call, project, file, url, key, milestones_file=None, jql=None, user=None, api="cloud", states="open",
    people=None, severities=None, limit=1000,
):
    """Reads first and writes afterwards, so that a failure changes no file."""
    project = project_named(call.projects, project)
    work = Import(call, "jira.import", SERVICE, project, file, milestones_file)
    people, severities, limit = People(people), Severities(severities), checked_limit(limit)
    query = search(key, jql, states)
    token = token_of(call.secrets.get(SECRET), SECRET)
    client = Client(url, SERVICE, headers_for(token, user), SECRET, call.log)
    zone = zone_of(call.run["timezone"])
    records = cloud_pages(client, query, limit) if api == "cloud" else server_pages(client, query, limit)
    issues = [issue_of(record, client.base, people, severities, zone) for record in records]
    milestones = versions(client, key, api, date_of(project["start"])) if milestones_file else []
    return work.finish(f"From {client.base}: {query}", issues, milestones, people)


def headers_for(token, user):
    """Jira Cloud wants the account's address with the token, Data Center the token alone."""
    if not user:
        return {"Accept": "application/json", "Authorization": f"Bearer {token}"}
    pair = base64.b64encode(f"{user}:{token}".encode()).decode()
    return {"Accept": "application/json", "Authorization": f"Basic {pair}"}


def search(key, jql, states):
    """The query; its order is ours, so that pages fit together."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", key):
        raise Failure(f"'{key}' is not the key of a Jira project. It is what stands before the number: CRM in CRM-12.")
    parts = [f'project = "{key}"']
    if jql:
        if re.search(r"\border\s+by\b", jql, re.IGNORECASE):
            raise Failure("The input jql has an ORDER BY. Leave that out: the file has an order of its own.")
        parts.append(f"({' '.join(jql.split())})")
    if states == "open":
        parts.append("statusCategory != Done")
    return " AND ".join(parts) + " ORDER BY key ASC"


def cloud_pages(client, query, limit):
    """Pages that name the next one by a token."""
    records, seen = [], set()
    values = {"jql": query, "fields": FIELDS, "maxResults": PAGE}
    while True:
        answer, _ = client.json("/rest/api/3/search/jql", values)
        records += objects(at(answer, "issues"), SERVICE, "issues")
        check_count(len(records), limit, SERVICE, "the input jql")
        token = text_at(answer, "nextPageToken")
        if at(answer, "isLast") is True or not token:
            return records
        if token in seen:
            raise Failure("Jira names the same page of issues again and again. Try it later.")
        seen.add(token)
        values["nextPageToken"] = token


def server_pages(client, query, limit):
    """Pages that begin where the one before ended."""
    records, seen = [], set()
    while True:
        values = {"jql": query, "fields": FIELDS, "maxResults": PAGE, "startAt": len(records)}
        answer, _ = client.json("/rest/api/2/search", values)
        page, total = objects(at(answer, "issues"), SERVICE, "issues"), at(answer, "total")
        keys = {text_at(record, "key") for record in page}
        if keys & seen:
            raise Failure("Jira gives the same page of issues again and again. Try it later.")
        seen |= keys
        records += page
        check_count(max(total if isinstance(total, int) else 0, len(records)), limit, SERVICE, "the input jql")
        if not page or (isinstance(total, int) and len(records) >= total):
            return records


def issue_of(record, base, people, severities, zone):
    """One issue; Cloud knows people by an account id, Data Center by a name."""
    key, fields = text_at(record, "key"), at(record, "fields")
    if not is_id(key):
        raise Failure("Jira answered with an issue without a key. Check the input url.")
    assignee = at(fields, "assignee")
    accounts = [text_at(assignee, name) for name in ("accountId", "emailAddress", "name", "key")]
    shown = text_at(assignee, "displayName") or next(filter(None, accounts), "")
    done = text_at(fields, "status", "statusCategory", "key") == "done"
    owner = people.owner(shown, *accounts)
    return Issue(
        id=key,
        text=text_at(fields, "summary") or "(no summary)",
        severity=severities.of(text_at(fields, "priority", "name")),
        owner=owner,
        opened=day_of(at(fields, "created"), zone),
        due=date_of(at(fields, "duedate")),
        closed=closing_day(fields, zone) if done else None,
        link=f"{base}/browse/{key}",
        state=text_at(fields, "status", "name") or "",
        account="" if owner else shown,
    )


def closing_day(fields, zone):
    """The day on which an issue was done: that of its resolution, else of its status, else of its last change."""
    for name in ("resolutiondate", "statuscategorychangedate", "updated"):
        day = day_of(at(fields, name), zone)
        if day:
            return day
    return None


def versions(client, key, api, start):
    """The fix versions that are still to come, or were released since the project began."""
    answer, _ = client.json(f"/rest/api/{3 if api == 'cloud' else 2}/project/{key}/versions")
    found = []
    for version in objects(answer, SERVICE, "versions"):
        name, day = text_at(version, "name"), date_of(at(version, "releaseDate"))
        released = at(version, "released") is True
        if not name or at(version, "archived") is True or (released and (not day or (start and day < start))):
            continue
        number = text_at(version, "id") or ""
        link = f"{client.base}/projects/{key}/versions/{number}" if number.isdigit() else ""
        found.append((int(number or 0), Milestone("", name, day, day if released else None, link)))
    found.sort(key=lambda pair: pair[0])
    for (_, milestone), identifier in zip(found, ids_of_names([m.name for _, m in found])):
        milestone.id = identifier
    return [milestone for _, milestone in found]


if __name__ == "__main__":
    plugin.run()
