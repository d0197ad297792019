"""python3 -m unittest, in this folder, runs the plugin as Gantry does."""

import json
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).parent


def call(action, inputs, projects):
    """What the plugin says to one request, line by line."""
    run = {"id": "1", "workflow": "test", "step": "call", "at": "2026-11-16T08:00:00+01:00", "timezone": "Europe/Amsterdam"}
    request = {
        "protocol": 1, "action": action, "inputs": inputs, "secrets": {}, "work": "/tmp", "run": run,
        "projects": projects,
    }
    done = subprocess.run(
        [sys.executable, "main.py"], input=json.dumps(request), capture_output=True, text=True, cwd=HERE
    )
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


class StaleTest(unittest.TestCase):
    def test_a_file_that_cannot_be_looked_at_is_skipped(self):
        project = {"id": "crm2", "name": "CRM", "path": "/no/such/file", "status": "active", "lead": "asha", "start": "2026-10-01"}
        lines, status = call("__NAME__.stale", {"days": 30}, [project])
        self.assertEqual(status, 0)
        self.assertEqual([line["type"] for line in lines], ["skipped", "output"])

    def test_an_old_file_is_found(self):
        project = {"id": "crm2", "name": "CRM", "path": "/etc/hostname", "status": "active", "lead": "asha", "start": "2026-10-01"}
        lines, _ = call("__NAME__.stale", {"days": -100000}, [project])
        self.assertEqual(lines[0]["type"], "finding")
        self.assertEqual(lines[0]["project"], "crm2")


if __name__ == "__main__":
    unittest.main()
