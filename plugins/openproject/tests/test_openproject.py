"""openproject.import against a server that answers as OpenProject does.

The shapes are those of https://www.openproject.org/docs/api/endpoints/work-packages/, …/versions/, …/types/ and
…/statuses/; what is in them is made up.
"""

import base64
import json
import sys
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER.parent / "tests"))

from plugin_testing import Portfolio, Service, checked_by_gantry, run_action

TOKEN = "s3cr3t-token"
STATES = {"New": 1, "In progress": 7, "Closed": 12}


def collection(elements, total=None, kind="Collection"):
    return {"_type": kind, "total": len(elements) if total is None else total, "count": len(elements),
            "_embedded": {"elements": elements}, "_links": {"self": {"href": "/api/v3/x"}}}


def package(number, subject, priority="Normal", state="In progress", assignee=None, **more):
    person = {"href": f"/api/v3/users/{assignee[0]}", "title": assignee[1]} if assignee else {"href": None}
    return {
        "_type": "WorkPackage", "id": number, "lockVersion": 3, "subject": subject, "percentageDone": 20,
        "description": {"format": "markdown", "raw": "…", "html": "…"}, "createdAt": "2026-11-02T23:30:00.000Z",
        "updatedAt": "2026-11-10T23:30:00.000Z",
        "_links": {
            "self": {"href": f"/api/v3/work_packages/{number}", "title": subject},
            "priority": {"href": "/api/v3/priorities/8", "title": priority}, "assignee": person,
            "status": {"href": f"/api/v3/statuses/{STATES[state]}", "title": state},
        },
    } | ({"startDate": None, "dueDate": None} | more if "date" not in more else more)


def version(number, name, end=None, status="open"):
    return {"_type": "Version", "id": number, "name": name, "startDate": None, "endDate": end, "status": status,
            "sharing": "none", "_links": {"self": {"href": f"/api/v3/versions/{number}"}}}


class OpenProjectTests(unittest.TestCase):
    def setUp(self):
        self.service, self.portfolio = Service(self), Portfolio(self)
        self.base = "/api/v3/projects/crm"
        self.service.answers(f"{self.base}/types", collection([
            {"_type": "Type", "id": 1, "name": "Task", "isMilestone": False},
            {"_type": "Type", "id": 2, "name": "Milestone", "isMilestone": True},
            {"_type": "Type", "id": 7, "name": "Bug", "isMilestone": False},
        ]))
        self.service.answers("/api/v3/statuses", collection([
            {"_type": "Status", "id": number, "name": name, "isClosed": name == "Closed",
             "_links": {"self": {"href": f"/api/v3/statuses/{number}", "title": name}}}
            for name, number in STATES.items()
        ]))

    def run_import(self, **inputs):
        given = {
            "project": "crm2", "file": "imported/issues.yaml", "url": self.service.url, "identifier": "crm",
            "states": "open", "prefix": "OP-", "limit": 1000, **inputs,
        }
        run = run_action(
            FOLDER / "openproject.py", "openproject.import", given, [self.portfolio.project],
            {"openproject-token": TOKEN},
        )
        self.assertNotIn(TOKEN, run.stdout + run.stderr)
        return run

    def packages(self, *pages):
        total = sum(map(len, pages))
        self.service.answers(f"{self.base}/work_packages",
                             *(collection(page, total, "WorkPackageCollection") for page in pages))

    def written(self, name="issues.yaml"):
        return (self.portfolio.imported / name).read_text()

    def test_work_packages_of_all_pages_are_written(self):
        self.packages(
            [package(12, "Export slow", "High", assignee=(5, "Ben de Groot"), dueDate="2026-12-18"),
             package(13, "Go live", date="2026-12-20")],
            [package(9, "Login fails", "Immediate", "New", (6, "Chi Nguyen"))],
        )
        run = self.run_import(people={"5": "ben", "chi nguyen": "chi"}, types=["bug"])
        self.assertIsNone(run.failure)
        self.assertEqual(run.output["issues"], 2)
        self.assertEqual(self.written(), f"""\
# Written by openproject.import. It is written anew by each import, so changes made here are lost.
# From {self.service.url}/api/v3/projects/crm: open work packages of the types bug
issues:
  # New, {self.service.url}/work_packages/9
  - id: OP-9
    text: "Login fails"
    severity: critical
    owner: chi
    opened: 2026-11-03
  # In progress, {self.service.url}/work_packages/12
  - id: OP-12
    text: "Export slow"
    severity: high
    owner: ben
    opened: 2026-11-03
    due: 2026-12-18
""")
        pages = [r for r in self.service.requests if r.path.startswith(f"{self.base}/work_packages")]
        self.assertEqual([page.query["offset"] for page in pages], ["1", "2"])
        self.assertEqual(json.loads(pages[0].query["filters"]), [
            {"status": {"operator": "o", "values": []}}, {"type": {"operator": "=", "values": ["7"]}},
        ])
        pair = base64.b64encode(f"apikey:{TOKEN}".encode()).decode()
        self.assertEqual({r.headers["Authorization"] for r in self.service.requests}, {f"Basic {pair}"})

    def test_versions_and_milestones_are_written(self):
        issues = [package(1, "a", state="Closed")]
        milestones = [package(13, "Go live", date="2026-12-20"),
                      package(14, "Kick-off", state="Closed", date="2026-11-09")]

        def route(request):
            wants_milestones = '"values": ["2"]' in request.query["filters"]
            return 200, {}, collection(milestones if wants_milestones else issues)

        self.service.routes[f"{self.base}/work_packages"] = route
        self.service.answers(f"{self.base}/versions", collection([
            version(2, "Release 2.0", "2026-12-18"), version(1, "Old", "2026-08-01", "closed"),
            version(3, "No day", None, "closed"), version(4, "Release 1.0", "2026-11-06", "closed"),
        ]))
        self.portfolio = Portfolio(
            self, "tasks: { file: imported/milestones.yaml }\nissues: { file: imported/issues.yaml }\n"
        )
        run = self.run_import(states="all", milestones_file="imported/milestones.yaml")
        self.assertIsNone(run.failure)
        self.assertEqual((run.output["issues"], run.output["milestones"]), (1, 4))
        self.assertIn("closed: 2026-11-11", self.written())
        rows = [line.strip() for line in self.written("milestones.yaml").splitlines()
                if line.strip().startswith(("- id", "due", "finished"))]
        self.assertEqual(rows, [
            "- id: release-1.0", "due: 2026-11-06", "finished: 2026-11-06",
            "- id: kick-off", "due: 2026-11-09", "finished: 2026-11-11",
            "- id: release-2.0", "due: 2026-12-18", "- id: go-live", "due: 2026-12-20",
        ])
        check = checked_by_gantry(self.portfolio.root)
        if check is None:
            self.skipTest("gantry is not built")
        self.assertEqual(check.returncode, 0, check.stdout)
        self.assertNotIn("imported/", check.stdout)

    def test_a_type_that_is_not_there_is_told_with_those_that_are(self):
        run = self.run_import(types=["Bugs"])
        self.assertEqual(run.failure, "The project has no type 'Bugs'. It has: Task, Milestone, Bug.")

    def test_pages_in_a_circle_are_noticed(self):
        self.service.answers(f"{self.base}/work_packages", collection([package(1, "a")], 5))
        self.assertIn("again and again", self.run_import().failure)
        self.assertEqual(self.portfolio.names(), [])

    def test_more_than_expected_is_refused_after_the_first_page(self):
        self.service.answers(f"{self.base}/work_packages", collection([package(1, "a")], 1001))
        self.assertIn("has more than 1000 such issues", self.run_import().failure)
        self.assertEqual(len(self.service.requests), 1)

    def test_answers_of_another_shape_are_told(self):
        for answer in ({}, {"_embedded": {}}, {"_embedded": {"elements": [{"subject": "no number"}]}}):
            self.service.answers(f"{self.base}/work_packages", answer)
            self.assertIn("Check the input url", self.run_import().failure, answer)

    def test_a_refusal_says_what_to_do(self):
        body = {"_type": "Error", "errorIdentifier": "urn:openproject-org:api:v3:errors:Unauthenticated",
                "message": "You did not provide the correct credentials."}
        self.service.answers(f"{self.base}/work_packages", (401, {}, body))
        self.assertIn("Make a new one, and put it into the secret openproject-token", self.run_import().failure)

    def test_wrong_inputs_are_told_before_anything_is_asked(self):
        for inputs, words in [
            ({"identifier": "../users"}, "is not the identifier of a project"),
            ({"prefix": " "}, "cannot begin an id"),
        ]:
            with self.subTest(inputs):
                self.assertIn(words, self.run_import(**inputs).failure)
        self.assertEqual(self.service.requests, [])


if __name__ == "__main__":
    unittest.main()
