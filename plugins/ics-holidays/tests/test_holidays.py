"""ics-holidays.import and ics-holidays.check as the daemon calls them."""

import sys
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER.parent / "tests"))

from plugin_testing import Portfolio, Service, checked_by_gantry, run_action

CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//Feestdagen//NL
BEGIN:VEVENT
UID:kerst@example.org
DTSTART;VALUE=DATE:20201225
DTEND;VALUE=DATE:20201227
RRULE:FREQ=YEARLY
SUMMARY:Kerst\\, twee dagen
CATEGORIES:Public holiday
END:VEVENT
BEGIN:VEVENT
UID:koning@example.org
DTSTART;VALUE=DATE:20270427
SUMMARY:Koningsdag
DESCRIPTION:Public holiday\\nMore about it
END:VEVENT
BEGIN:VEVENT
UID:sint@example.org
DTSTART;VALUE=DATE:20261205
SUMMARY:Sinter
 klaas
DESCRIPTION:Observance
END:VEVENT
BEGIN:VEVENT
UID:borrel@example.org
DTSTART:20261218T160000
DTEND:20261218T180000
SUMMARY:Kerstborrel
END:VEVENT
END:VCALENDAR
"""

WRITTEN = """\
# Written by ics-holidays.import. It is written anew by each import, so changes made here are lost.
# From nl.ics: 2026 to 2027.
holidays:
  - { date: 2026-12-05, name: "Sinterklaas" }
  - { date: 2026-12-25, name: "Kerst, twee dagen" }
  - { date: 2026-12-26, name: "Kerst, twee dagen" }
  - { date: 2027-04-27, name: "Koningsdag" }
  - { date: 2027-12-25, name: "Kerst, twee dagen" }
  - { date: 2027-12-26, name: "Kerst, twee dagen" }
"""


class ImportTests(unittest.TestCase):
    def setUp(self):
        self.portfolio = Portfolio(self)
        (self.portfolio.root / "projects" / "nl.ics").write_bytes(CALENDAR.replace("\n", "\r\n").encode())

    def run_import(self, **inputs):
        given = {"project": "crm2", "file": "imported/nl.yaml", "source": "nl.ics", **inputs}
        given = {name: value for name, value in given.items() if value is not None}
        return run_action(FOLDER / "holidays.py", "ics-holidays.import", given, [self.portfolio.project])

    def written(self):
        return (self.portfolio.imported / "nl.yaml").read_text()

    def test_the_years_of_the_project_are_written(self):
        run = self.run_import()
        self.assertIsNone(run.failure)
        path = str(self.portfolio.imported / "nl.yaml")
        self.assertEqual(run.output, {"holidays": 6, "first": 2026, "last": 2027, "changed": True, "file": path})
        self.assertEqual(self.written(), WRITTEN)
        self.assertTrue(any("1 events with a time of day" in log for log in run.logs))
        self.assertFalse(self.run_import().output["changed"])

    def test_the_years_may_be_given(self):
        self.assertEqual(self.run_import(years="2027").output["holidays"], 3)
        self.assertEqual(self.run_import(years="2025-2026").output["holidays"], 5)
        for years in ("soon", "2027-2026", "2026-2126", "0000"):
            self.assertIn("are no years", self.run_import(years=years).failure)

    def test_a_span_over_new_year_counts_in_both_years(self):
        text = CALENDAR.replace("DTSTART;VALUE=DATE:20261205", "DTSTART;VALUE=DATE:20261230\nDURATION:P4D")
        (self.portfolio.root / "projects" / "nl.ics").write_text(text)
        self.assertIn('2027-01-02, name: "Sinterklaas"', self.run_import().output and self.written())
        self.run_import(years="2027")
        self.assertIn("holidays:\n  - { date: 2027-01-01", self.written())

    def test_only_some_events_are_taken(self):
        self.run_import(only=["public holiday*"])
        self.assertNotIn("Sinterklaas", self.written())
        self.assertIn("Koningsdag", self.written())
        self.assertIn("Kerst", self.written())
        self.run_import(leave_out=["Sinter*", "KONINGSDAG"])
        self.assertEqual(self.written().count("Kerst"), 4)
        self.assertNotIn("Koningsdag", self.written())

    def test_a_file_is_never_emptied(self):
        self.run_import()
        run = self.run_import(only=["nothing"])
        self.assertIn("has no holiday from 2026 to 2027", run.failure)
        self.assertEqual(self.written(), WRITTEN)

    def test_an_address_is_read(self):
        service = Service(self)
        service.answers("/nl.ics", (200, {"Content-Type": "text/calendar"}, CALENDAR.encode()))
        run = self.run_import(source=f"{service.url}/nl.ics?key=private")
        self.assertEqual(run.output["holidays"], 6)
        self.assertEqual(service.requests[0].query, {"key": "private"})
        self.assertNotIn("private", self.written() + run.stdout + run.stderr)
        self.assertIn("127.0.0.1", self.written())

    def test_a_page_that_is_no_calendar_is_told(self):
        service = Service(self)
        service.answers("/nl.ics", (200, {"Content-Type": "text/html"}, b"<html>sign in</html>\n"))
        self.assertIn("cannot be read: line 1", self.run_import(source=f"{service.url}/nl.ics").failure)
        service.answers("/nl.ics", (404, {}, {}))
        self.assertIn("(404)", self.run_import(source=f"{service.url}/nl.ics").failure)
        self.assertIn("has to begin with https", self.run_import(source="http://example.org/nl.ics").failure)

    def test_mistakes_say_where_they_are(self):
        (self.portfolio.root / "projects" / "nl.ics").write_text(CALENDAR.replace("FREQ=YEARLY", "FREQ=WEEKLY"))
        self.assertIn("nl.ics cannot be read: line 8: RRULE:FREQ=WEEKLY is not read", self.run_import().failure)
        self.assertIn("There is no file", self.run_import(source="de.ics").failure)
        self.assertIn("is not a file", self.run_import(source="imported").failure)
        self.assertIn("needs the input project", self.run_import(project=None).failure)

    def test_gantry_takes_the_file_as_a_calendar(self):
        self.portfolio = Portfolio(self, "calendar: { week: mon-fri, file: imported/nl.yaml }\n")
        (self.portfolio.root / "projects" / "nl.ics").write_text(CALENDAR.replace("Sinter\n", 'Sint "\\\\ # '))
        self.assertIsNone(self.run_import().failure)
        check = checked_by_gantry(self.portfolio.root)
        if check is None:
            self.skipTest("gantry is not built")
        self.assertEqual(check.returncode, 0, check.stdout)
        self.assertNotIn("imported/", check.stdout)


class CheckTests(unittest.TestCase):
    def setUp(self):
        self.portfolio = Portfolio(self)

    def check(self, text, **project):
        (self.portfolio.imported / "nl.yaml").write_text(text)
        given = {"project": "crm2", "file": "imported/nl.yaml"}
        known = {**self.portfolio.project, **project}
        known = {key: value for key, value in known.items() if value is not None}
        return run_action(FOLDER / "holidays.py", "ics-holidays.check", given, [known])

    def test_a_file_that_covers_all_years_is_fine(self):
        run = self.check(WRITTEN)
        self.assertEqual((run.findings, run.output, run.code), ([], {"missing": []}, 0))

    def test_a_year_without_a_holiday_is_found(self):
        run = self.check(WRITTEN, deadline="2029-03-31")
        self.assertEqual(run.output, {"missing": ["2028", "2029"]})
        (finding,) = run.findings
        self.assertEqual((finding["rule"], finding["subject"], finding["project"]), ("not-covered", "calendar", "crm2"))
        self.assertEqual(finding["message"], "imported/nl.yaml has no holiday in 2028 and 2029, and the deadline is"
                         " 2029-03-31: each weekday of 2028 and 2029 counts as a working day")

    def test_files_written_by_hand_count_too(self):
        for text in (
            "[2026-12-25, 2027-01-01]", "- 2026-12-25\n- 2027-01-01\n",
            "holidays: [2026-12-25, { date: 2027-01-01 }]\n",
            '- { name: "x", "date": "2026-12-25" }\n- date: 2027-01-01\n',
        ):
            self.assertEqual(self.check(text).output, {"missing": []}, text)

    def test_comments_and_names_are_no_holidays(self):
        text = "# 2027-01-01\n- 2026-12-25 # until 2027-01-01\n- { date: 2026-12-26, name: in place of 2027-01-01 }\n"
        self.assertEqual(self.check(text).output, {"missing": ["2027"]})

    def test_what_is_past_or_over_is_not_looked_at(self):
        self.assertEqual(self.check("- 2026-12-25\n", start="2020-01-01", deadline="2026-12-31").findings, [])
        self.assertEqual(self.check("[]", deadline=None).findings, [])
        run = self.check("[]", status="on_hold")
        self.assertEqual((run.findings, [line["project"] for line in run.skipped]), ([], ["crm2"]))


if __name__ == "__main__":
    unittest.main()
