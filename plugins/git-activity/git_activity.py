"""Finds branches that nobody works on, and projects whose commits have stopped."""

import datetime
import fnmatch
import hashlib
import os
import shlex
import zoneinfo

from gantry_plugin import Failure, Plugin, duration, evidence, working_days
from repository import Repository

plugin = Plugin()
DAY = datetime.timedelta(days=1)


@plugin.action("git-activity.stale")
def stale(call, repositories, project=None, older_than="21d", main="auto", ignore=(), people=None, owner=None):
    if project is not None:
        call.project(project)
    limit = duration(older_than)
    if limit < DAY or limit % DAY:
        raise Failure(f"older_than is '{older_than}'; whole days are wanted, such as 21d")
    seen = found = 0
    for label, repository in opened(repositories):
        branches = repository.branches()
        if not branches:
            call.log(f"{repository.path} has no commits yet")
            continue
        target = repository.main(main, branches)
        open_references = repository.unmerged(target)
        for name, branch in branches.items():
            if name == target or any(fnmatch.fnmatchcase(name, pattern) for pattern in ignore):
                continue
            seen += 1
            if call.now - branch.commit.at < limit or branch.reference not in open_references:
                continue
            found += 1
            owner_here = person(branch.commit, people) or owner
            call.find(project=project, owner=owner_here, **described(call, label, repository, target, branch, limit))
    return {"branches": seen, "stale": found}


def described(call, label, repository, target, branch, limit):
    """What is found about a stale branch."""
    commit, ahead = branch.commit, repository.ahead(branch, target)
    age, date = call.now - commit.at, commit.at.astimezone(zone_of(call))
    step, stage = doubled(age.days, limit.days)
    command = ["git", "-C", repository.path, "log", f"{target}..{branch.name}"]
    return {
        "rule": "stale-branch", "severity": "warning", "stage": (f"{stage}d", step),
        "subject": subject(f"branches/{label}/{branch.name}"),
        "message": f"Branch '{branch.name}' of {label} has {counted(ahead, 'commit')} that "
        f"{'is' if ahead == 1 else 'are'} not in {target}; the last, by {commit.author}, is {age.days} days old",
        "advice": [" ".join(shlex.quote(word) for word in command)],
        "evidence": evidence(
            f"a branch is merged, or has a commit at least every {counted(limit.days, 'day')}",
            {
                "repository": repository.path, "branch": branch.name, "last commit": commit.id[:12],
                "date": f"{date:%Y-%m-%d %H:%M}", "author": f"{commit.author} <{commit.mail}>",
                f"commits that {target} has not": ahead,
            },
            [f"{call.now:%Y-%m-%d %H:%M} - {date:%Y-%m-%d %H:%M} = {age.days} whole days, {limit.days} or more"],
        ),
    }


@plugin.action("git-activity.commits")
def commits(call, repositories, project, since="14d", quiet_after="5wd", people=None, owner=None):
    about = call.project(project)
    limit = working_days(quiet_after)
    if limit < 1:
        raise Failure(f"quiet_after is '{quiet_after}'; 1wd is the least")
    begin = call.now - duration(since)
    # By their ids, since two clones may hold the same commits.
    recent, last = {}, None
    for _, repository in opened(repositories):
        for commit in repository.commits(call.now, f"--since=@{int(begin.timestamp())}"):
            recent[commit.id] = commit
        for commit in repository.commits(call.now, "--max-count=1"):
            last = commit if last is None or commit.at > last.at else last
    by_person = {}
    for commit in recent.values():
        name = person(commit, people) or commit.author
        by_person[name] = by_person.get(name, 0) + 1
    if about["status"] == "active":
        check_quiet(call, about, last, limit, owner)
    output = {"commits": len(recent), "people": dict(sorted(by_person.items()))}
    return output if last is None else {**output, "last": last.at.astimezone(zone_of(call))}


def check_quiet(call, project, last, limit, owner):
    """A project is quiet since its last commit; one that has just begun, since it began."""
    today, zone = call.now.date(), zone_of(call)
    begun = datetime.date.fromisoformat(project["start"]) - DAY
    day = begun if last is None else max(begun, last.at.astimezone(zone).date())
    days = whole_working_days(day, today)
    if days < limit:
        return
    step, stage = doubled(days, limit)
    was = "there was none before" if last is None else f"the last, by {last.author}, was on {spoken(last.at, zone)}"
    figures = {"project": project["id"], "status": project["status"], "start": project["start"]}
    if last is not None:
        author = f"{last.author} <{last.mail}>"
        figures.update({"last commit": last.id[:12], "date": f"{last.at.astimezone(zone):%Y-%m-%d}", "author": author})
    call.find(
        project=project["id"], rule="quiet", subject="commits", severity="warning",
        message=f"No commit for {counted(days, 'working day')}; {was}", stage=(f"{stage}wd", step), owner=owner,
        evidence=evidence(
            f"an active project has a commit at least every {counted(limit, 'working day')}", figures,
            [f"{day} to {today}: {counted(days, 'whole day')} from Monday to Friday between them, {limit} or more"],
        ),
    )


def opened(paths):
    """Each repository with a short name that no other has. All that are wrong are said at once."""
    repositories, problems = [], []
    for path in dict.fromkeys(path.rstrip("/") or "/" for path in paths):
        try:
            repositories.append(Repository(path))
        except Failure as failure:
            problems.append(str(failure))
    if problems:
        raise Failure("; ".join(problems))
    names = [repository.name for repository in repositories]
    for repository, name in zip(repositories, names):
        alone = names.count(name) == 1
        yield (name if alone else repository.path.strip("/").removesuffix(".git")), repository


def person(commit, people):
    """The id of an author; None where nobody is known by the mail address or the name."""
    known = {key.lower(): id for key, id in (people or {}).items()}
    return known.get(commit.mail.lower()) or known.get(commit.author.lower())


def doubled(age, limit):
    """People are told again each time an age has doubled: how often that was, and what was reached."""
    step = 1
    while age >= limit * 2**step:
        step += 1
    return step, limit * 2 ** (step - 1)


def whole_working_days(after, before):
    """How many days from Monday to Friday lie between two dates, neither of them counted."""
    days = max(0, (before - after).days - 1)
    weeks, rest = divmod(days, 7)
    first = after + DAY
    return 5 * weeks + sum((first + index * DAY).weekday() < 5 for index in range(rest))


def subject(path):
    """A path that fits: 200 characters are the most."""
    return path if len(path) <= 200 else f"{path[:187]}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}"


def counted(number, what):
    return f"{number} {what}{'' if number == 1 else 's'}"


def spoken(at, zone):
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y}"


def zone_of(call):
    try:
        return zoneinfo.ZoneInfo(call.run["timezone"])
    except (KeyError, ValueError, OSError):
        return call.now.tzinfo


if __name__ == "__main__":
    plugin.run()
