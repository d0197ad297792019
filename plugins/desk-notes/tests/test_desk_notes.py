"""Runs desk-notes as Gantry does."""

import json
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = pathlib.Path(__file__).parent.parent / "desk-notes.sh"


class DeskNotesTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def call(self, **request):
        whole = {"protocol": 1, "secrets": {}, "work": self.folder.name, **request}
        done = subprocess.run([PROGRAM], input=json.dumps(whole), capture_output=True, text=True, check=False)
        return [json.loads(line) for line in done.stdout.splitlines()], done.returncode

    def notes(self, name="notes.txt"):
        return pathlib.Path(self.folder.name, name).read_text()

    def test_an_action_adds_a_line(self):
        run = {"id": "1", "workflow": "w", "step": "s", "at": "2026-11-16T08:00:00+01:00", "timezone": "Europe/Amsterdam"}
        for text in ("first", 'a "quoted" line with $(no) `tricks`'):
            lines, status = self.call(action="desk-notes.note", inputs={"file": "notes.txt", "text": text}, run=run)
            self.assertEqual((lines[0]["type"], status), ("log", 0))
        self.assertEqual(
            self.notes(),
            "2026-11-16T08:00:00+01:00  first\n"
            '2026-11-16T08:00:00+01:00  a "quoted" line with $(no) `tricks`\n',
        )

    def test_a_message_is_noted_with_whom_it_is_for(self):
        delivery = {"created_at": "2026-11-16T07:00:00Z", "recipient": {"person": "asha"}, "subject": "[crm2] due"}
        _, status = self.call(channel="desk-notes.note", inputs={"file": "desk.txt"}, delivery=delivery)
        self.assertEqual(status, 0)
        self.assertEqual(self.notes("desk.txt"), "2026-11-16T07:00:00Z  asha: [crm2] due\n")

    def test_what_cannot_be_written_is_a_failure_that_says_what_to_do(self):
        lines, status = self.call(action="desk-notes.note", inputs={"file": "/no/such/folder/x", "text": "t"})
        self.assertEqual((lines[0]["type"], status), ("failure", 1))
        self.assertIn("grant its folder in gantry.yaml", lines[0]["message"])

    def test_half_a_request_and_another_name_are_refused(self):
        done = subprocess.run([PROGRAM], input='{"protocol": 1', capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(self.call(action="desk-notes.other", inputs={})[1], 1)


if __name__ == "__main__":
    unittest.main()
