"""The mappings and the files that the importing plugins share."""

import datetime
import os
import sys
import tempfile
import unittest
import zoneinfo
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

import rest_import
from gantry_plugin import Failure
from rest_import import (
    Issue, Milestone, People, Severities, day_of, ids_of_names, is_id, issues_file, milestones_file, natural, place,
    replace_file, yaml_id,
)


class ValueTests(unittest.TestCase):
    def test_an_instant_is_a_day_in_the_zone_of_the_run(self):
        zone = zoneinfo.ZoneInfo("Europe/Amsterdam")
        for text, day in [
            ("2026-11-02T10:20:30.000+0100", "2026-11-02"),
            ("2026-11-02T23:30:00Z", "2026-11-03"),
            ("2026-11-02T01:30:00.123456-08:00", "2026-11-02"),
        ]:
            self.assertEqual(str(day_of(text, zone)), day)
        for text in ("2026-11-02", "2026-13-02T10:20:30Z", "0001-01-01T00:00:00+14:00", "soon", None, 7):
            self.assertIsNone(day_of(text, zone), text)

    def test_a_name_becomes_an_id(self):
        names = ["Release 2.0", "Überarbeitung / Phase Ⅱ", "release 2.0", "会议", "x" * 99, "--", "-.v1.-"]
        ids = ids_of_names(names)
        self.assertEqual(ids[:4], ["release-2.0", "uberarbeitung-phase-ii", "release-2.0-2", "milestone"])
        self.assertEqual(ids[5:], ["milestone-2", "v1"])
        self.assertTrue(all(map(is_id, ids)))

    def test_an_id_of_a_name_with_a_number_is_not_taken_twice(self):
        self.assertEqual(ids_of_names(["a", "a-2", "a"]), ["a", "a-2", "a-3"])

    def test_ids_are_counted_up(self):
        self.assertEqual(sorted(["CRM-10", "CRM-9", "ABC-100", "9"], key=natural), ["9", "ABC-100", "CRM-9", "CRM-10"])

    def test_words_that_yaml_takes_for_something_else_are_quoted(self):
        self.assertEqual([yaml_id(t) for t in ("CRM-1", "null", "No", "2.0", "y")],
                         ["CRM-1", '"null"', '"No"', '"2.0"', '"y"'])

    def test_people_are_known_by_any_of_their_names(self):
        people = People({"Ben@Example.org": "ben", "5b10a2844c20165700ede21g": "chi"})
        self.assertEqual(people.owner("Ben de Groot", None, "ben@example.org"), "ben")
        self.assertEqual(people.owner("Chi", "5b10a2844c20165700ede21g"), "chi")
        self.assertIsNone(people.owner("Dee", "dee@example.org"))
        self.assertIsNone(people.owner(""))
        self.assertEqual(people.strangers, {"Dee": 1})
        with self.assertRaisesRegex(Failure, "'no id', which"):
            People({"ben": "no id"})

    def test_severities_are_told_by_the_usual_words_and_by_ones_own(self):
        own = Severities({"P1": "critical", "normal": "low"})
        self.assertEqual([own.of(w) for w in ("p1", "Normal", "Major", "Unclear", None)],
                         ["critical", "low", "high", None, None])
        self.assertEqual(own.of_labels(["bug", "priority: low", "severity/high"]), "high")
        self.assertEqual(own.of_labels(["P1", "low"]), "critical")
        self.assertIsNone(own.of_labels(["highway", "not high"]))
        with self.assertRaisesRegex(Failure, "'huge' for 'P1'; it is one of low, medium, high, critical"):
            Severities({"P1": "huge"})


class FileTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.path = self.folder / "issues.yaml"

    def write(self, text="# Written by x.import. …\nissues: []\n", path=None):
        return replace_file(str(path or self.path), text, "x.import")

    def refused(self, words, path=None):
        with self.assertRaises(Failure) as caught:
            self.write(path=path)
        self.assertIn(words, str(caught.exception))

    def test_an_equal_file_is_not_touched(self):
        self.assertTrue(self.write())
        before = self.path.stat()
        self.assertFalse(self.write())
        self.assertEqual((self.path.stat().st_ino, self.path.stat().st_mtime_ns), (before.st_ino, before.st_mtime_ns))

    def test_a_changed_file_is_replaced_as_a_whole_and_keeps_its_mode(self):
        self.write()
        self.path.chmod(0o640)
        with self.path.open() as reader:
            self.assertTrue(self.write("# Written by x.import. …\nissues: [1]\n"))
            self.assertTrue(reader.read().endswith("issues: []\n"))
        self.assertEqual(self.path.stat().st_mode & 0o777, 0o640)
        self.assertEqual(os.listdir(self.folder), ["issues.yaml"])

    def test_a_file_of_somebody_else_is_left_alone(self):
        for text in ("issues: [{ id: I1, text: mine }]\n", "# Written by y.import. …\n", "# Written by x.importer\n"):
            self.path.write_text(text)
            self.refused("was not written by x.import")
            self.assertEqual(self.path.read_text(), text)

    def test_an_empty_file_may_be_filled(self):
        self.path.touch()
        self.assertTrue(self.write())

    def test_links_folders_and_pipes_are_refused(self):
        target = self.folder / "target"
        target.write_text("# Written by x.import.\n")
        self.path.symlink_to(target)
        self.refused("is a link")
        self.assertEqual(target.read_text(), "# Written by x.import.\n")
        (self.folder / "folder").mkdir()
        self.refused("is not a file", self.folder / "folder")
        os.mkfifo(self.folder / "pipe")
        self.refused("is not a file", self.folder / "pipe")

    def test_a_missing_folder_is_told(self):
        self.refused("There is no folder", self.folder / "none" / "issues.yaml")

    def test_a_failed_write_leaves_the_old_file_and_nothing_else(self):
        self.write()
        self.addCleanup(setattr, rest_import.os, "replace", os.replace)

        def full(*_):
            raise OSError(28, "No space left on device")

        rest_import.os.replace = full
        with self.assertRaisesRegex(Failure, "cannot be written: No space left on device"):
            self.write("# Written by x.import. …\nissues: [1]\n")
        self.assertEqual(os.listdir(self.folder), ["issues.yaml"])
        self.assertTrue(self.path.read_text().endswith("issues: []\n"))

    def test_a_path_counts_from_the_project_file(self):
        project = {"path": "/etc/gantry/projects/crm2.yaml"}
        self.assertEqual(place("imported/a.yaml", project), "/etc/gantry/projects/imported/a.yaml")
        self.assertEqual(place("/srv/a.yaml", None), "/srv/a.yaml")
        for file, known in (("a.yaml", None), ("", project), ("a/", project), ("a\0b", project)):
            with self.assertRaises(Failure):
                place(file, known)

    def test_the_order_of_the_answer_does_not_matter(self):
        issues = [Issue("A-10", "ten"), Issue("A-9", "nine", "high", "ben", link="https://x/A-9", state="Open")]
        text = issues_file("x.import", "From x.", issues)
        self.assertEqual(text, issues_file("x.import", "From x.", issues[::-1]))
        self.assertEqual(text.split("lost.\n")[1], (
            '# From x.\nissues:\n  # Open, https://x/A-9\n  - id: A-9\n    text: "nine"\n    severity: high\n'
            '    owner: ben\n  - id: A-10\n    text: "ten"\n'
        ))
        day = datetime.date(2026, 12, 18)
        milestones = [Milestone("b", "B"), Milestone("a", 'A "q"', day, day)]
        text = milestones_file("x.import", "From x.", milestones)
        self.assertEqual(text.split("# From x.\n")[1], (
            'tasks:\n  - id: a\n    name: "A \\"q\\""\n    milestone: true\n    due: 2026-12-18\n'
            '    finished: 2026-12-18\n  - id: b\n    name: "B"\n    milestone: true\n'
        ))


if __name__ == "__main__":
    unittest.main()
