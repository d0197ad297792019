"""github.import against a server that answers as GitHub does.

The shapes are those of https://docs.github.com/en/rest/issues/issues, …/issues/milestones and
…/using-the-rest-api/using-pagination-in-the-rest-api; what is in them is made up.
"""

import sys
import time
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER.parent / "tests"))

from plugin_testing import Portfolio, Service, checked_by_gantry, run_action

TOKEN = "ghp_s3cr3t"


def milestone(number, title, due=None, closed=None):
    return {
        "url": f"https://api.github.com/repos/example/crm/milestones/{number}", "number": number, "title": title,
        "html_url": f"https://github.com/example/crm/milestone/{number}", "state": "closed" if closed else "open",
        "open_issues": 4, "closed_issues": 8, "created_at": "2026-04-10T20:09:31Z", "closed_at": closed, "due_on": due,
    }


def issue(number, title, labels=(), login=None, **more):
    return {
        "url": f"https://api.github.com/repos/example/crm/issues/{number}", "number": number, "title": title,
        "html_url": f"https://github.com/example/crm/issues/{number}", "state": "open", "locked": False,
        "user": {"login": "octo", "id": 1, "type": "User"},
        "labels": [{"id": 208045946, "name": name, "color": "f29513", "default": False} for name in labels],
        "assignee": {"login": login, "id": 2, "type": "User"} if login else None,
        "assignees": [{"login": login, "id": 2, "type": "User"}] if login else [],
        "milestone": None, "comments": 0, "created_at": "2026-11-02T23:30:00Z", "updated_at": "2026-11-03T10:00:00Z",
        "closed_at": None, **more,
    }


class GitHubTests(unittest.TestCase):
    def setUp(self):
        self.service, self.portfolio = Service(self), Portfolio(self)
        self.issues = "/repos/example/crm/issues"

    def run_import(self, **inputs):
        given = {
            "project": "crm2", "file": "imported/issues.yaml", "url": self.service.url, "repository": "example/crm",
            "states": "open", "prefix": "GH-", "limit": 1000, **inputs,
        }
        run = run_action(
            FOLDER / "github.py", "github.import", given, [self.portfolio.project], {"github-token": TOKEN}
        )
        self.assertNotIn(TOKEN, run.stdout + run.stderr)
        return run

    def written(self, name="issues.yaml"):
        return (self.portfolio.imported / name).read_text()

    def pages(self, path, *pages):
        """Gives pages of which each names the next one as GitHub does."""

        def route(request):
            number = int(request.query.get("page", "1"))
            url = f"{self.service.url}{path}?per_page=100&page="
            link = f'<{url}{number + 1}>; rel="next", <{url}{len(pages)}>; rel="last"'
            if number == len(pages):
                link = f'<{url}1>; rel="first", <{url}{number - 1}>; rel="prev"'
            return 200, {"Link": link}, pages[number - 1]

        self.service.routes[path] = route

    def test_issues_of_all_pages_are_written_without_pull_requests(self):
        release = milestone(3, "Release 2.0", "2026-12-18T08:00:00Z")
        self.pages(
            self.issues,
            [issue(9, "Login fails", ["bug", "priority: critical"], "chi"),
             issue(10, "Fix it", pull_request={"url": "https://api.github.com/repos/example/crm/pulls/10"})],
            [issue(12, "Export slow", ["severity/high"], "Ben-G", milestone=release),
             issue(13, "Two", (), "dee", assignees=[{"login": "dee"}, {"login": "chi"}])],
        )
        run = self.run_import(people={"ben-g": "ben", "chi": "chi"}, labels=["bug", "customer"])
        self.assertIsNone(run.failure)
        self.assertEqual((run.output["issues"], run.output["changed"]), (3, True))
        self.assertEqual(self.written(), f"""\
# Written by github.import. It is written anew by each import, so changes made here are lost.
# From {self.service.url}/repos/example/crm: open issues with the labels bug, customer
issues:
  # https://github.com/example/crm/issues/9
  - id: GH-9
    text: "Login fails"
    severity: critical
    owner: chi
    opened: 2026-11-03
  # https://github.com/example/crm/issues/12
  - id: GH-12
    text: "Export slow"
    severity: high
    owner: ben
    opened: 2026-11-03
    due: 2026-12-18
  # https://github.com/example/crm/issues/13
  - id: GH-13
    text: "Two"
    owner: chi
    opened: 2026-11-03
""")
        first, second = self.service.requests
        self.assertEqual(first.query["labels"], "bug,customer")
        self.assertEqual((first.query["state"], first.query["per_page"]), ("open", "100"))
        self.assertEqual(second.query["page"], "2")
        for request in self.service.requests:
            self.assertEqual(request.headers["Authorization"], f"Bearer {TOKEN}")
            self.assertEqual(request.headers["X-GitHub-Api-Version"], "2022-11-28")

    def test_milestones_are_written_where_they_are_asked_for(self):
        self.pages(self.issues, [issue(1, "Old", state="closed", closed_at="2026-11-10T23:30:00Z")])
        self.pages(f"{self.issues[:-6]}milestones", [
            milestone(3, "Release 2.0", "2026-12-18T08:00:00Z"), milestone(4, "Some day"),
            milestone(1, "Before", "2026-08-01T07:00:00Z", "2026-08-02T10:00:00Z"),
            milestone(2, "Release 1.0", "2026-11-06T08:00:00Z", "2026-11-09T10:00:00Z"),
        ])
        self.portfolio = Portfolio(
            self, "tasks: { file: imported/milestones.yaml }\nissues: { file: imported/issues.yaml }\n"
        )
        run = self.run_import(states="all", milestones_file="imported/milestones.yaml")
        self.assertEqual((run.output["issues"], run.output["milestones"]), (1, 3))
        self.assertIn("closed: 2026-11-11", self.written())
        self.assertEqual(self.written("milestones.yaml").partition("tasks:\n")[2], """\
  # https://github.com/example/crm/milestone/2
  - id: release-1.0
    name: "Release 1.0"
    milestone: true
    due: 2026-11-06
    finished: 2026-11-09
  # https://github.com/example/crm/milestone/3
  - id: release-2.0
    name: "Release 2.0"
    milestone: true
    due: 2026-12-18
  # https://github.com/example/crm/milestone/4
  - id: some-day
    name: "Some day"
    milestone: true
""")
        check = checked_by_gantry(self.portfolio.root)
        if check is None:
            self.skipTest("gantry is not built")
        self.assertEqual(check.returncode, 0, check.stdout)
        self.assertNotIn("imported/", check.stdout)

    def test_a_limit_that_is_used_up_is_told(self):
        reset = str(int(time.time()) + 1800)
        headers = {"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
        self.service.answers(self.issues, (403, headers, {"message": "API rate limit exceeded"}))
        self.assertIn("lets nobody ask so often", self.run_import().failure)
        self.assertEqual(self.portfolio.names(), [])

    def test_a_page_on_another_server_does_not_get_the_token(self):
        other = Service(self)
        self.service.answers(self.issues, (200, {"Link": f'<{other.url}/x>; rel="next"'}, [issue(1, "a")]))
        self.assertIn("pointed to another server", self.run_import().failure)
        self.assertEqual(other.requests, [])

    def test_pages_in_a_circle_are_noticed(self):
        link = f'<{self.service.url}{self.issues}?page=2>; rel="next"'
        self.service.answers(self.issues, (200, {"Link": link}, [issue(1, "a")]))
        self.assertIn("again and again", self.run_import().failure)

    def test_a_repository_that_was_renamed_is_still_found(self):
        self.service.answers(self.issues, (301, {"Location": f"{self.service.url}/repositories/7/issues"}, {}))
        self.service.answers("/repositories/7/issues", [issue(1, "a")])
        self.assertEqual(self.run_import().output["issues"], 1)

    def test_answers_of_another_shape_are_told(self):
        for answer in ({"message": "hello"}, [1], [{"title": "no number"}]):
            self.service.answers(self.issues, answer)
            self.assertIn("Check the input url", self.run_import().failure, answer)

    def test_wrong_inputs_are_told_before_anything_is_asked(self):
        for inputs, words in [
            ({"repository": "crm"}, "is not a repository"),
            ({"repository": "example/.."}, "is not a repository"),
            ({"repository": "a/b/../c"}, "is not a repository"),
            ({"prefix": "-"}, "cannot begin an id"),
            ({"prefix": "GH 1"}, "cannot begin an id"),
        ]:
            with self.subTest(inputs):
                self.assertIn(words, self.run_import(**inputs).failure)
        self.assertEqual(self.service.requests, [])

    def test_a_serious_issue_that_nobody_has_is_a_finding(self):
        self.pages(self.issues, [issue(1, "Down", ["urgent"], "dee")])
        run = self.run_import()
        self.assertEqual([f["message"] for f in run.findings],
                         ['GH-1 "Down" is critical in GitHub, and nobody here owns it'])
        self.assertEqual(run.findings[0]["evidence"]["inputs"][0]["value"], "critical, assigned to dee")


if __name__ == "__main__":
    unittest.main()
