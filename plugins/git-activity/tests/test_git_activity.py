"""git-activity on repositories that the real git makes, with commits of given dates."""

import contextlib
import datetime
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(FOLDER.parent / "tests"), str(FOLDER)]

from git_activity import whole_working_days
from gantry_plugin import Failure
from plugin_testing import run_action
from repository import Repository

# A Monday.
NOW = "2026-11-16T08:00:00+01:00"
PROJECT = {
    "id": "crm2", "name": "CRM migration", "path": "/p", "status": "active", "lead": "asha", "start": "2026-01-05",
    "deadline": "2027-03-31",
}


class Origin:
    """A repository with a working tree, and what is done in it."""

    def __init__(self, path, branch="main"):
        self.path = Path(path)
        self.path.mkdir(parents=True)
        self.git("init", "-q", f"--initial-branch={branch}")

    def git(self, *arguments, at="2026-01-05T09:00:00+01:00", author="Ben de Groot <ben@example.org>"):
        name, _, mail = author.rstrip(">").partition(" <")
        who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
               for key, value in (("NAME", name), ("EMAIL", mail), ("DATE", at))}
        return subprocess.run(
            ["git", "-C", self.path, *arguments], check=True, capture_output=True, text=True,
            env={"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", **who},
        ).stdout.strip()

    def commit(self, at, author="Ben de Groot <ben@example.org>", branch=None, start=None):
        """An empty commit; its id."""
        if branch:
            start = [start] if start else []
            known = self.git("branch", "--list", branch)
            self.git("checkout", "-q", *([branch] if known else ["-b", branch, *start]))
        message = f"At {at} on {branch}"
        self.git("commit", "-q", "--allow-empty", "-m", message, at=at, author=author)
        return self.git("rev-parse", "HEAD")


class GitActivityTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def origin(self, name="crm", branch="main"):
        origin = Origin(self.folder / name, branch)
        origin.commit("2026-01-05T09:00:00+01:00")
        return origin

    def run_action(self, action, *paths, at=NOW, project="crm2", projects=(PROJECT,), **inputs):
        given = {"repositories": [str(path) for path in paths], "project": project, **inputs}
        given = {key: value for key, value in given.items() if value is not None}
        run = run_action(FOLDER / "git_activity.py", f"git-activity.{action}", given, projects, at=at)
        self.assertEqual(run.stderr, "")
        return run

    def stale(self, *paths, **inputs):
        run = self.run_action("stale", *paths, **inputs)
        self.assertIsNone(run.failure)
        return run

    def commits(self, *paths, **inputs):
        run = self.run_action("commits", *paths, **inputs)
        self.assertIsNone(run.failure)
        return run

    def refused(self, *paths, action="stale", **inputs):
        run = self.run_action(action, *paths, **inputs)
        self.assertEqual((run.code, run.findings), (1, []))
        return run.failure


class StaleTest(GitActivityTest):
    def test_finds_a_branch_that_is_neither_merged_nor_worked_on(self):
        origin = self.origin()
        origin.commit("2026-10-01T10:00:00+02:00", branch="feature/export")
        last = origin.commit("2026-10-05T10:30:00+02:00", "Chi Nguyen <chi@example.org>", branch="feature/export")
        run = self.stale(origin.path, owner="asha")
        self.assertEqual(run.output, {"branches": 1, "stale": 1})
        self.assertEqual(run.findings, [{
            "type": "finding", "project": "crm2", "rule": "stale-branch", "subject": "branches/crm/feature/export",
            "severity": "warning", "stage": {"name": "21d", "rank": 1}, "owner": "asha",
            "message": "Branch 'feature/export' of crm has 2 commits that are not in main; "
            "the last, by Chi Nguyen, is 41 days old",
            "advice": [f"git -C {origin.path} log main..feature/export"],
            "evidence": {
                "rule": "a branch is merged, or has a commit at least every 21 days",
                "inputs": [
                    {"name": "repository", "value": str(origin.path)}, {"name": "branch", "value": "feature/export"},
                    {"name": "last commit", "value": last[:12]}, {"name": "date", "value": "2026-10-05 10:30"},
                    {"name": "author", "value": "Chi Nguyen <chi@example.org>"},
                    {"name": "commits that main has not", "value": "2"},
                ],
                "arithmetic": ["2026-11-16 08:00 - 2026-10-05 10:30 = 41 whole days, 21 or more"],
            },
        }])

    def test_leaves_merged_fresh_and_ignored_branches_alone(self):
        origin = self.origin()
        for name, at in (("merged", "2026-02-01"), ("fresh", "2026-11-01"), ("release/1", "2026-02-01")):
            origin.commit(f"{at}T12:00:00+01:00", branch=name, start="main")
        origin.git("checkout", "-q", "main")
        origin.git("merge", "-q", "--no-ff", "-m", "Merge", "merged")
        run = self.stale(origin.path, ignore=["release/*"])
        self.assertEqual((run.findings, run.output), ([], {"branches": 2, "stale": 0}))
        self.assertEqual([finding["subject"] for finding in self.stale(origin.path).findings], [
            "branches/crm/release/1",
        ])

    def test_a_branch_is_stale_from_the_very_instant_on(self):
        origin = self.origin()
        origin.commit("2026-10-26T08:00:00+01:00", branch="x")
        self.assertEqual(len(self.stale(origin.path).findings), 1)
        self.assertEqual(self.stale(origin.path, at="2026-11-16T07:59:59+01:00").findings, [])

    def test_now_is_the_time_of_the_run(self):
        origin = self.origin()
        origin.commit("2026-10-05T10:00:00+02:00", branch="x")
        self.assertEqual(self.stale(origin.path, at="2026-10-10T08:00:00+02:00").findings, [])
        # A commit of the future is no old one.
        self.assertEqual(self.stale(origin.path, at="2026-09-01T08:00:00+02:00").findings, [])

    def test_people_are_told_again_when_the_age_has_doubled(self):
        origin = self.origin()
        origin.commit("2026-10-05T10:00:00+02:00", branch="x")
        stages = []
        for days in (21, 41, 42, 83, 84):
            at = datetime.datetime.fromisoformat("2026-10-05T10:00:00+02:00") + datetime.timedelta(days=days)
            stages.append(self.stale(origin.path, at=at.isoformat()).findings[0]["stage"])
        self.assertEqual([stage["rank"] for stage in stages], [1, 1, 2, 2, 3])
        self.assertEqual([stage["name"] for stage in stages], ["21d", "21d", "42d", "42d", "84d"])

    def test_the_author_is_the_owner_where_people_knows_them(self):
        origin = self.origin()
        origin.commit("2026-02-01T12:00:00+01:00", "Chi Nguyen <Chi@example.org>", branch="a", start="main")
        origin.commit("2026-02-01T12:00:00+01:00", "Ben de Groot <ben@old.example.org>", branch="b", start="main")
        origin.commit("2026-02-01T12:00:00+01:00", "Somebody <s@example.org>", branch="c", start="main")
        people = {"chi@example.org": "chi", "Ben de Groot": "ben"}
        findings = self.stale(origin.path, people=people, owner="asha").findings
        self.assertEqual([finding["owner"] for finding in findings], ["chi", "ben", "asha"])
        self.assertNotIn("owner", self.stale(origin.path, people=people).findings[2])

    def test_a_bare_repository_says_which_branch_is_the_main_one(self):
        origin = self.origin(branch="trunk")
        origin.commit("2026-02-01T12:00:00+01:00", branch="main")
        origin.git("checkout", "-q", "trunk")
        bare = self.folder / "server.git"
        origin.git("clone", "-q", "--bare", ".", str(bare))
        (finding,) = self.stale(bare).findings
        self.assertEqual(finding["subject"], "branches/server/main")
        self.assertIn("that is not in trunk", finding["message"])

    def test_a_clone_takes_the_main_branch_and_the_branches_of_its_origin(self):
        origin = self.origin(branch="trunk")
        origin.commit("2026-02-01T12:00:00+01:00", branch="there", start="trunk")
        origin.commit("2026-02-01T12:00:00+01:00", branch="both", start="trunk")
        origin.git("checkout", "-q", "trunk")
        clone = Origin(self.folder / "clone" / "crm")
        clone.git("remote", "add", "origin", str(origin.path))
        clone.git("fetch", "-q")
        clone.git("remote", "set-head", "origin", "--auto")
        clone.git("checkout", "-q", "both")
        self.assertEqual(
            [finding["subject"] for finding in self.stale(clone.path).findings],
            ["branches/crm/both", "branches/crm/there"],
        )
        # The copy here has gone on since.
        clone.commit("2026-11-10T12:00:00+01:00")
        self.assertEqual([finding["subject"] for finding in self.stale(clone.path).findings], ["branches/crm/there"])

    def test_what_either_main_branch_holds_is_merged(self):
        origin = self.origin()
        origin.commit("2026-02-01T12:00:00+01:00", branch="x")
        origin.git("checkout", "-q", "main")
        origin.git("clone", "-q", ".", str(self.folder / "clone"))
        origin.git("merge", "-q", "x")
        clone = self.folder / "clone"
        self.assertEqual(len(self.stale(clone).findings), 1)
        subprocess.run(["git", "-C", clone, "fetch", "-q"], check=True)
        self.assertEqual(self.stale(clone).findings, [])

    def test_the_main_branch_is_found_at_a_detached_head(self):
        origin = self.origin(branch="master")
        origin.commit("2026-02-01T12:00:00+01:00", branch="x")
        origin.git("checkout", "-q", "--detach")
        self.assertEqual(len(self.stale(origin.path).findings), 1)

    def test_a_main_branch_that_nothing_says_is_asked_for(self):
        origin = self.origin(branch="trunk")
        origin.git("checkout", "-q", "--detach")
        self.assertEqual(
            self.refused(origin.path),
            f"{origin.path} does not say which branch is its main one; name it, as in main: trunk",
        )
        self.assertEqual(self.stale(origin.path, main="trunk").output, {"branches": 0, "stale": 0})
        self.assertEqual(
            self.refused(origin.path, main="main"), f"{origin.path} has no branch 'main'; it has trunk"
        )

    def test_repositories_of_one_name_are_told_apart(self):
        for name in ("a/crm", "b/crm", "c/web"):
            self.origin(name).commit("2026-02-01T12:00:00+01:00", branch="x")
        paths = [self.folder / name for name in ("a/crm", "b/crm", "c/web")]
        subjects = [finding["subject"] for finding in self.stale(*paths, paths[0]).findings]
        inside = str(self.folder).strip("/")
        self.assertEqual(subjects, [f"branches/{inside}/a/crm/x", f"branches/{inside}/b/crm/x", "branches/web/x"])

    def test_names_of_any_kind_fit_into_a_finding(self):
        origin = self.origin()
        for name in ("long-" + "x" * 195, "long-" + "x" * 194 + "y", "größe/ü", "a'b;c$d"):
            origin.commit("2026-02-01T12:00:00+01:00", branch=name, start="main")
        findings = self.stale(origin.path).findings
        self.assertEqual(len({finding["subject"] for finding in findings}), 4)
        self.assertLessEqual(max(len(finding["subject"]) for finding in findings), 200)
        advice = next(finding["advice"][0] for finding in findings if "a'b" in finding["subject"])
        shown = subprocess.run(["sh", "-c", advice], check=True, capture_output=True, text=True).stdout
        self.assertIn("At 2026-02-01T12:00:00+01:00", shown)

    def test_an_empty_repository_has_no_branches(self):
        empty = Origin(self.folder / "empty")
        run = self.stale(empty.path)
        self.assertEqual(run.logs, [f"{empty.path} has no commits yet"])
        self.assertEqual((run.findings, run.output), ([], {"branches": 0, "stale": 0}))


class RefusalTest(GitActivityTest):
    def test_what_is_no_repository_is_said_with_its_path(self):
        origin = self.origin()
        (origin.path / "src").mkdir()
        file, plain = self.folder / "file", self.folder / "plain"
        file.write_text("x")
        plain.mkdir()
        for path, words in [
            (self.folder / "gone", f"there is no folder {self.folder}/gone"), (file, f"{file} is no folder"),
            (plain, f"{plain} is no Git repository"), (origin.path / "src", f"{origin.path}/src is no Git repository"),
            ("crm", "'crm' is no whole path; it begins with /"),
        ]:
            with self.subTest(path):
                self.assertEqual(self.refused(path), words)
                self.assertEqual(self.refused(path, action="commits"), words)

    def test_all_wrong_paths_are_said_at_once(self):
        origin = self.origin()
        words = "there is no folder /no/a; there is no folder /no/b"
        self.assertEqual(self.refused("/no/a", origin.path, "/no/b"), words)

    def test_a_shallow_clone_is_refused_with_what_to_do(self):
        origin = self.origin()
        origin.commit("2026-02-01T12:00:00+01:00")
        shallow = self.folder / "shallow"
        origin.git("clone", "-q", "--depth=1", f"file://{origin.path}", str(shallow))
        self.assertIn(f"'git -C {shallow} fetch --unshallow' completes it", self.refused(shallow))

    def test_a_repository_that_is_broken_is_said_with_the_reason_of_git(self):
        origin = self.origin()
        (origin.path / ".git" / "config").write_text("[core\n")
        self.assertIn(f"git cannot read {origin.path}: bad config line 1", self.refused(origin.path))

    def test_inputs_that_mean_nothing_are_refused(self):
        origin = self.origin()
        words = "older_than is '12h'; whole days are wanted, such as 21d"
        self.assertEqual(self.refused(origin.path, older_than="12h"), words)
        self.assertEqual(self.refused(origin.path, project="web"), "there is no project 'web'")
        self.assertEqual(
            self.refused(origin.path, action="commits", quiet_after="0wd"), "quiet_after is '0wd'; 1wd is the least"
        )

    @unittest.skipUnless(os.geteuid() == 0, "only root can give files away")
    def test_the_repository_of_another_user_is_read(self):
        origin = self.origin()
        origin.commit("2026-02-01T12:00:00+01:00", branch="x")
        for path in [origin.path, *origin.path.rglob("*")]:
            os.chown(path, 12345, 12345)
        self.assertEqual(len(self.stale(origin.path).findings), 1)

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
    def test_a_folder_that_may_not_be_read_is_said_with_how_it_is_granted(self):
        origin = self.origin()
        os.chmod(origin.path, 0o700)
        os.chmod(self.folder, 0o755)
        os.seteuid(65534)
        try:
            with self.assertRaises(Failure) as raised:
                Repository(str(origin.path))
        finally:
            os.seteuid(0)
        words = str(raised.exception)
        self.assertIn(f"{origin.path} cannot be read: Permission denied", words)
        self.assertIn(f"plugins: {{ git-activity: {{ folders: [{self.folder}] }} }}", words)

    def test_the_settings_of_a_repository_run_nothing(self):
        origin = self.origin()
        origin.commit("2026-02-01T12:00:00+01:00", branch="x")
        trace, program = self.folder / "ran", self.folder / "program"
        program.write_text(f"#!/bin/sh\necho \"$0 $*\" >>{trace}\n")
        program.chmod(0o755)
        hooks = origin.path / ".git" / "hooks"
        hooks.mkdir(exist_ok=True)
        for hook in ("post-index-change", "reference-transaction", "post-checkout", "fsmonitor-watchman"):
            with contextlib.suppress(FileExistsError):
                os.symlink(program, hooks / hook)
        for key in ("core.fsmonitor", "core.pager", "gpg.program", "core.sshCommand", "core.alternateRefsCommand"):
            origin.git("config", key, str(program))
        origin.git("config", "log.showSignature", "true")
        signed = origin.git("cat-file", "commit", "HEAD").replace(
            "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1
        )
        made = subprocess.run(
            ["git", "-C", origin.path, "hash-object", "-t", "commit", "-w", "--stdin"], input=signed + "\n",
            check=True, capture_output=True, text=True,
        ).stdout.strip()
        (origin.path / ".git" / "refs" / "heads" / "x").write_text(made + "\n")
        with contextlib.suppress(FileNotFoundError):
            trace.unlink()
        self.stale(origin.path)
        self.commits(origin.path)
        self.assertFalse(trace.exists(), trace.read_text() if trace.exists() else "")
        # The trap is a real one: a plain git log steps into it.
        subprocess.run(["git", "-C", origin.path, "log", "x"], check=True, capture_output=True)
        self.assertTrue(trace.exists())


class CommitsTest(GitActivityTest):
    def test_counts_the_commits_of_all_branches_by_person(self):
        origin = self.origin()
        origin.commit("2026-11-02T08:00:00+01:00")
        origin.commit("2026-11-02T07:59:59+01:00", "Chi Nguyen <chi@example.org>", branch="too-old")
        origin.commit("2026-11-12T10:00:00+01:00", "Chi Nguyen <CHI@example.org>", branch="x")
        origin.commit("2026-11-13T17:00:00+01:00", "Dee <dee@example.org>", branch="x")
        origin.commit("2026-11-16T08:00:01+01:00", branch="later")
        run = self.commits(origin.path, people={"chi@example.org": "chi"})
        self.assertEqual(run.output, {
            "commits": 3, "people": {"Ben de Groot": 1, "Dee": 1, "chi": 1}, "last": "2026-11-13T17:00:00+01:00",
        })
        self.assertEqual(run.findings, [])

    def test_a_commit_that_is_in_two_clones_counts_once(self):
        origin = self.origin()
        origin.commit("2026-11-12T10:00:00+01:00")
        origin.git("clone", "-q", ".", str(self.folder / "clone"))
        self.assertEqual(self.commits(origin.path, self.folder / "clone").output["commits"], 1)

    def test_names_are_those_of_the_mailmap(self):
        origin = self.origin()
        (origin.path / ".mailmap").write_text("Ben de Groot <ben@example.org> <bdg@home.example.org>\n")
        origin.commit("2026-11-12T10:00:00+01:00", "bdg <bdg@home.example.org>")
        self.assertEqual(self.commits(origin.path).output["people"], {"Ben de Groot": 1})

    def test_a_project_is_quiet_after_whole_working_days_without_a_commit(self):
        origin = self.origin()
        # A Friday; Monday to Friday are five whole days.
        last = origin.commit("2026-11-06T23:30:00+01:00")
        self.assertEqual(self.commits(origin.path, at="2026-11-13T23:59:59+01:00").findings, [])
        run = self.commits(origin.path, at="2026-11-14T00:00:00+01:00", owner="ben")
        self.assertEqual(run.findings, [{
            "type": "finding", "project": "crm2", "rule": "quiet", "subject": "commits", "severity": "warning",
            "message": "No commit for 5 working days; the last, by Ben de Groot, was on Fri 6 Nov 2026",
            "stage": {"name": "5wd", "rank": 1}, "owner": "ben",
            "evidence": {
                "rule": "an active project has a commit at least every 5 working days",
                "inputs": [
                    {"name": "project", "value": "crm2"}, {"name": "status", "value": "active"},
                    {"name": "start", "value": "2026-01-05"}, {"name": "last commit", "value": last[:12]},
                    {"name": "date", "value": "2026-11-06"},
                    {"name": "author", "value": "Ben de Groot <ben@example.org>"},
                ],
                "arithmetic": ["2026-11-06 to 2026-11-14: 5 whole days from Monday to Friday between them, 5 or more"],
            },
        }])
        self.assertEqual(self.commits(origin.path, quiet_after="6wd").findings, [])
        self.assertEqual(
            self.commits(origin.path, at="2026-11-23T08:00:00+01:00").findings[0]["stage"], {"name": "10wd", "rank": 2}
        )

    def test_only_an_active_project_is_quiet(self):
        origin = self.origin()
        self.assertEqual(len(self.commits(origin.path).findings), 1)
        for status in ("on_hold", "done", "proposed"):
            self.assertEqual(self.commits(origin.path, projects=[{**PROJECT, "status": status}]).findings, [])

    def test_a_project_that_has_just_begun_is_not_quiet_yet(self):
        origin = self.origin()
        for start, findings in (("2026-11-09", 1), ("2026-11-10", 0), ("2026-12-01", 0)):
            with self.subTest(start):
                run = self.commits(origin.path, projects=[{**PROJECT, "start": start}])
                self.assertEqual(len(run.findings), findings)

    def test_a_repository_without_a_commit_is_quiet_since_the_project_began(self):
        empty = Origin(self.folder / "empty")
        run = self.commits(empty.path, projects=[{**PROJECT, "start": "2026-11-02"}])
        self.assertEqual(run.output, {"commits": 0, "people": {}})
        self.assertEqual(run.findings[0]["message"], "No commit for 10 working days; there was none before")
        self.assertEqual(run.findings[0]["stage"]["rank"], 2)


class WorkingDaysTest(unittest.TestCase):
    def test_counts_as_a_calendar_does(self):
        day, first = datetime.timedelta(days=1), datetime.date(2026, 11, 2)
        for begin in range(7):
            for length in range(-3, 40):
                after = first + begin * day
                before = after + length * day
                between = [after + index * day for index in range(1, max(length, 0))]
                expected = sum(date.weekday() < 5 for date in between)
                self.assertEqual(whole_working_days(after, before), expected, (after, before))


if __name__ == "__main__":
    unittest.main()
