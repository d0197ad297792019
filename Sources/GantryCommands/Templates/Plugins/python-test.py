"""python3 -m unittest, in this folder, runs the plugin as Gantry does."""

import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
NOW = "2026-11-16T08:00:00+01:00"


def call(action, inputs, path):
    """What the plugin says to one request about a project with this file: its lines, and its exit code."""
    project = {
        "id": "crm2", "name": "CRM", "path": str(path), "status": "active", "lead": "asha", "start": "2026-10-01",
    }
    request = {
        "protocol": 1, "action": action, "inputs": inputs, "secrets": {}, "work": "/tmp", "projects": [project],
        "run": {"id": "1", "workflow": "test", "step": "call", "at": NOW, "timezone": "Europe/Amsterdam"},
    }
    done = subprocess.run(
        [sys.executable, "main.py"], input=json.dumps(request), capture_output=True, text=True, cwd=HERE
    )
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


class StaleTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name, "crm2.yaml")

    def write(self, days_ago):
        self.file.write_text("project: crm2\n")
        changed = datetime.datetime.fromisoformat(NOW).timestamp() - days_ago * 86_400
        os.utime(self.file, (changed, changed))

    def test_an_old_file_is_found(self):
        self.write(days_ago=30)
        lines, status = call("__NAME__.stale", {"days": 30}, self.file)
        self.assertEqual(([line["type"] for line in lines], status), (["finding", "output"], 0))
        self.assertEqual(lines[0]["message"], "The project file was not changed for 30 days")

    def test_a_young_file_is_not_found(self):
        self.write(days_ago=29)
        lines, status = call("__NAME__.stale", {"days": 30}, self.file)
        self.assertEqual((lines, status), ([{"type": "output", "value": {"looked_at": 1}}], 0))

    def test_a_file_that_cannot_be_looked_at_is_skipped(self):
        lines, status = call("__NAME__.stale", {"days": 30}, self.file)
        self.assertEqual(([line["type"] for line in lines], status), (["skipped", "output"], 0))


if __name__ == "__main__":
    unittest.main()
