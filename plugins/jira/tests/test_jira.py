"""jira.import against a server that answers as Jira does.

The shapes are those of https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/ (Cloud),
…/api-group-project-versions/ and https://developer.atlassian.com/server/jira/platform/rest/ (Data Center); what is in
them is made up.
"""

import base64
import sys
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER.parent / "tests"))

from plugin_testing import Portfolio, Service, checked_by_gantry, run_action

TOKEN = "s3cr3t-token"


def issue(
    number, summary, priority="Medium", status="In Progress", assignee=None, due=None, resolved=None, data_center=False
):
    """An issue as a search gives it with the fields that are asked for."""
    category = {"Done": "done", "To Do": "new"}.get(status, "indeterminate")
    person = None
    if assignee:
        person = {"displayName": assignee, "active": True, "timeZone": "Europe/Amsterdam"}
        if data_center:
            person |= {"name": assignee.split()[0].lower(), "key": "JIRAUSER10100"}
        else:
            person |= {"accountId": "712020:" + assignee.split()[0].lower(), "accountType": "atlassian"}
    return {
        "expand": "operations,versionedRepresentations", "id": str(10000 + number), "key": f"CRM-{number}",
        "self": f"https://jira.example.org/rest/api/3/issue/{10000 + number}",
        "fields": {
            "summary": summary,
            "priority": {"id": "2", "name": priority} if priority else None,
            "status": {"name": status, "id": "3", "statusCategory": {"id": 4, "key": category, "name": status}},
            "assignee": person, "created": "2026-11-02T23:30:00.000+0000", "duedate": due, "resolutiondate": resolved,
        },
    }


def version(number, name, release=None, released=False, archived=False):
    found = {"self": f"https://jira.example.org/rest/api/3/version/{number}", "id": str(number), "name": name,
             "archived": archived, "released": released, "projectId": 10000}
    return found | ({"releaseDate": release} if release else {})


class JiraTests(unittest.TestCase):
    def setUp(self):
        self.service, self.portfolio = Service(self), Portfolio(self)

    def run_import(self, secrets=None, **inputs):
        given = {
            "project": "crm2", "file": "imported/issues.yaml", "url": self.service.url, "key": "CRM",
            "user": "asha@example.org", "api": "cloud", "states": "open", "limit": 1000, **inputs,
        }
        given = {name: value for name, value in given.items() if value is not None}
        secrets = {"jira-token": TOKEN} if secrets is None else secrets
        run = run_action(FOLDER / "jira.py", "jira.import", given, [self.portfolio.project], secrets)
        self.assertNotIn(TOKEN, run.stdout + run.stderr)
        return run

    def cloud(self, *pages):
        answers = []
        for index, page in enumerate(pages):
            last = index == len(pages) - 1
            answers.append({"issues": page, "isLast": last} | ({} if last else {"nextPageToken": f"page{index + 2}"}))
        self.service.answers("/rest/api/3/search/jql", *answers)

    def written(self):
        return (self.portfolio.imported / "issues.yaml").read_text()

    def test_issues_of_all_pages_are_written(self):
        self.cloud(
            [issue(12, 'Export "slow"\nat night', "High", "In Progress", "Ben de Groot", "2026-12-18")],
            [issue(9, "Login fails", "Highest", "To Do", "Chi Nguyen"), issue(10, "Typo", None)],
        )
        run = self.run_import(people={"712020:ben": "ben", "chi nguyen": "chi"}, jql="type in (Bug)")
        self.assertIsNone(run.failure)
        self.assertEqual(run.code, 0)
        path = str(self.portfolio.imported / "issues.yaml")
        self.assertEqual(run.output, {"issues": 3, "milestones": 0, "changed": True, "file": path})
        self.assertEqual(run.findings, [])
        query = 'project = "CRM" AND (type in (Bug)) AND statusCategory != Done ORDER BY key ASC'
        url = self.service.url
        self.assertEqual(self.written(), f"""\
# Written by jira.import. It is written anew by each import, so changes made here are lost.
# From {url}: {query}
issues:
  # To Do, {url}/browse/CRM-9
  - id: CRM-9
    text: "Login fails"
    severity: critical
    owner: chi
    opened: 2026-11-03
  # In Progress, {url}/browse/CRM-10
  - id: CRM-10
    text: "Typo"
    opened: 2026-11-03
  # In Progress, {url}/browse/CRM-12
  - id: CRM-12
    text: "Export \\"slow\\" at night"
    severity: high
    owner: ben
    opened: 2026-11-03
    due: 2026-12-18
""")
        first, second = self.service.requests
        self.assertEqual((first.query["jql"], first.query["maxResults"]), (query, "100"))
        self.assertNotIn("nextPageToken", first.query)
        self.assertEqual(second.query["nextPageToken"], "page2")
        pair = base64.b64encode(f"asha@example.org:{TOKEN}".encode()).decode()
        self.assertEqual({r.headers["Authorization"] for r in self.service.requests}, {f"Basic {pair}"})

    def test_a_second_import_of_the_same_changes_nothing(self):
        self.cloud([issue(1, "a"), issue(2, "b")])
        self.assertTrue(self.run_import().output["changed"])
        before = (self.portfolio.imported / "issues.yaml").stat()
        self.cloud([issue(2, "b")], [issue(1, "a")])
        run = self.run_import()
        self.assertFalse(run.output["changed"])
        after = (self.portfolio.imported / "issues.yaml").stat()
        self.assertEqual((after.st_ino, after.st_mtime_ns), (before.st_ino, before.st_mtime_ns))
        self.assertEqual(self.portfolio.names(), ["issues.yaml"])

    def test_data_center_is_asked_in_its_own_way(self):
        mine = issue(1, "a", assignee="Ben B", data_center=True)
        pages = [{"startAt": 0, "maxResults": 1, "total": 2, "issues": [mine]},
                 {"startAt": 1, "maxResults": 1, "total": 2, "issues": [issue(2, "b")]}]
        self.service.answers("/jira/rest/api/2/search", *pages)
        run = self.run_import(url=f"{self.service.url}/jira", api="server", user=None, people={"ben": "ben"})
        self.assertEqual(run.output["issues"], 2)
        self.assertIn("owner: ben", self.written())
        self.assertEqual([r.query["startAt"] for r in self.service.requests], ["0", "1"])
        self.assertEqual(self.service.requests[0].headers["Authorization"], f"Bearer {TOKEN}")
        self.assertIn(f"{self.service.url}/jira/browse/CRM-1", self.written())

    def test_closed_issues_have_the_day_of_their_resolution(self):
        resolved = issue(1, "a", status="Done", resolved="2026-11-10T23:30:00.000+0000")
        moved, touched = issue(2, "b", "High", "Done"), issue(3, "c", "High", "Done")
        moved["fields"]["statuscategorychangedate"] = "2026-11-11T12:00:00.000+0100"
        touched["fields"] |= {"statuscategorychangedate": None, "updated": "2026-11-12T12:00:00.000+0100"}
        self.cloud([resolved, moved, touched])
        run = self.run_import(states="all")
        self.assertNotIn("statusCategory", self.service.requests[0].query["jql"])
        days = [line.strip() for line in self.written().splitlines() if "closed: " in line]
        self.assertEqual(days, ["closed: 2026-11-11", "closed: 2026-11-11", "closed: 2026-11-12"])
        self.assertEqual(run.findings, [])

    def test_fix_versions_become_milestones(self):
        self.cloud([])
        self.service.answers("/rest/api/3/project/CRM/versions", [
            version(3, "Release 2.0", "2026-12-18"), version(4, "Later"),
            version(1, "0.9", "2026-09-01", released=True),
            version(2, "Release 1.0", "2026-11-06", released=True), version(5, "Dropped", archived=True),
            version(6, "No day", released=True),
        ])
        run = self.run_import(milestones_file="imported/milestones.yaml")
        self.assertEqual((run.output["issues"], run.output["milestones"]), (0, 3))
        self.assertIn("issues: []\n", self.written())
        text = (self.portfolio.imported / "milestones.yaml").read_text()
        self.assertEqual(text.partition("tasks:\n")[2], f"""\
  # {self.service.url}/projects/CRM/versions/2
  - id: release-1.0
    name: "Release 1.0"
    milestone: true
    due: 2026-11-06
    finished: 2026-11-06
  # {self.service.url}/projects/CRM/versions/3
  - id: release-2.0
    name: "Release 2.0"
    milestone: true
    due: 2026-12-18
  # {self.service.url}/projects/CRM/versions/4
  - id: later
    name: "Later"
    milestone: true
""")

    def test_a_serious_issue_without_an_owner_is_one_finding(self):
        self.cloud([issue(1, "Down", "Highest", assignee="Dee Doe"), issue(2, "Slow", "High"), issue(3, "Typo", "Low"),
                    issue(4, "Was down", "Highest", "Done", resolved="2026-11-10T10:00:00.000+0000"),
                    issue(5, "Hot", "High", assignee="Ben")])
        run = self.run_import(people={"Ben": "ben"}, states="all")
        self.assertEqual(len(run.findings), 1)
        finding = run.findings[0]
        self.assertEqual((finding["rule"], finding["project"], finding["severity"]), ("import", "crm2", "warning"))
        self.assertEqual(finding["message"], '2 serious issues of Jira have no owner here: CRM-1 "Down", CRM-2 "Slow"')
        self.assertEqual(finding["stage"], {"name": "critical", "rank": 2})
        values = [value["value"] for value in finding["evidence"]["inputs"]]
        self.assertEqual(values, ["critical, assigned to Dee Doe", "high, not assigned"])
        self.assertTrue(any("Dee Doe (1)" in log for log in run.logs))

    def test_what_gantry_reads_is_what_was_written(self):
        self.portfolio = Portfolio(
            self, "tasks: { file: imported/milestones.yaml }\nissues: { file: imported/issues.yaml }\n"
        )
        self.cloud([issue(1, "${{ a }} # b: [c] 'd' \\ \"e\" 😀", "High", assignee="Ben", due="2026-12-18"),
                    issue(2, "\u2028", status="Done", resolved="2026-11-10T10:00:00.000+0000")])
        self.service.answers("/rest/api/3/project/CRM/versions", [
            version(1, "null", "2026-12-18"), version(2, "2.0"), version(3, "- : #\n'x'"), version(4, "NULL"),
        ])
        run = self.run_import(people={"Ben": "ben"}, states="all", milestones_file="imported/milestones.yaml")
        self.assertIsNone(run.failure)
        check = checked_by_gantry(self.portfolio.root)
        if check is None:
            self.skipTest("gantry is not built")
        self.assertEqual(check.returncode, 0, check.stdout)
        self.assertNotIn("imported/", check.stdout)

    def test_more_issues_than_expected_are_refused(self):
        self.cloud([issue(1, "a"), issue(2, "b")], [issue(3, "c")])
        run = self.run_import(limit=2)
        self.assertEqual(run.failure, "Jira has more than 2 such issues. Take fewer with the input jql, or raise the"
                                      " input limit.")
        self.assertEqual(self.portfolio.names(), [])

    def test_pages_in_a_circle_are_noticed(self):
        self.service.answers("/rest/api/3/search/jql", {"issues": [issue(1, "a")], "nextPageToken": "same"})
        self.assertIn("again and again", self.run_import().failure)
        self.service.answers("/rest/api/2/search", {"total": 9, "issues": [issue(1, "a")]})
        self.assertIn("again and again", self.run_import(api="server").failure)
        self.assertEqual(self.portfolio.names(), [])

    def test_an_answer_of_another_shape_is_told(self):
        for answer in ({}, [], {"issues": {}}, {"issues": [1]}, {"issues": [{"key": "no key"}]}, {"issues": None}):
            self.service.answers("/rest/api/3/search/jql", answer)
            self.assertIn("Check the input url", self.run_import().failure, answer)

    def test_odd_fields_do_no_harm(self):
        fields = {"summary": 7, "priority": [], "status": "x", "assignee": {"displayName": None}, "created": 1}
        odd = {"key": "CRM-1", "fields": {**fields, "duedate": "soon"}}
        self.cloud([odd, {"key": "CRM-2"}, {"key": "CRM-3", "fields": None}])
        self.assertEqual(self.run_import().output["issues"], 3)
        self.assertEqual(self.written().count('text: "(no summary)"'), 3)

    def test_a_refusal_changes_no_file(self):
        self.cloud([issue(1, "a")])
        self.run_import()
        before = self.written()
        for status, words in ((401, "the secret jira-token"), (403, "Give the account"), (404, "Check the inputs")):
            self.service.answers("/rest/api/3/search/jql", (status, {}, {"errorMessages": ["no"]}))
            run = self.run_import()
            self.assertIn(words, run.failure)
            self.assertIsNone(run.output)
        self.assertEqual(self.written(), before)

    def test_a_file_of_somebody_else_is_not_overwritten(self):
        self.cloud([issue(1, "a")])
        path = self.portfolio.imported / "issues.yaml"
        path.write_text("issues:\n  - { id: I1, text: mine }\n")
        self.assertIn("was not written by jira.import", self.run_import().failure)
        self.assertIn("mine", path.read_text())

    def test_wrong_inputs_are_told_before_anything_is_asked(self):
        for inputs, words in [
            ({"project": "crm3"}, "There is no project 'crm3'"),
            ({"key": 'CRM" OR project = "HR'}, "is not the key of a Jira project"),
            ({"jql": "type = Bug order by rank"}, "has an ORDER BY"),
            ({"url": "http://jira.example.org"}, "has to begin with https"),
            ({"people": {"Ben": "Ben de Groot"}}, "is not the id of a person"),
            ({"severities": {"P1": "worst"}}, "it is one of low, medium, high, critical"),
            ({"limit": 0}, "from 1 to 10000"),
            ({"milestones_file": "imported/issues.yaml"}, "name the same file"),
            ({"secrets": {"jira-token": "a b"}}, "The secret jira-token is no token"),
            ({"secrets": {}}, "The secret jira-token is empty"),
        ]:
            with self.subTest(inputs):
                self.assertIn(words, self.run_import(**inputs).failure)
        self.assertEqual(self.service.requests, [])


if __name__ == "__main__":
    unittest.main()
