"""Holds the plugins that ship to what is said of them all."""

import os
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from plugin_testing import PLUGINS, checked_by_gantry, gantry

FOLDERS = sorted(manifest.parent for manifest in PLUGINS.glob("*/plugin.yaml"))
#: Those that reach for nothing beyond this machine when they are called with the examples of their manifests.
LOCAL = ["desk-notes", "git-activity", "nagios"]


def is_built(folder):
    """A plugin in Swift has its program only once it is built."""
    program = re.search(r"^command: \[\./([^],]+)", (folder / "plugin.yaml").read_text(), re.MULTILINE)
    return program is None or (folder / program[1]).exists()


class ShippedTest(unittest.TestCase):
    def test_there_are_plugins(self):
        self.assertLessEqual(set(LOCAL), {folder.name for folder in FOLDERS})

    def test_each_has_a_readme_and_stands_in_the_table(self):
        table = (PLUGINS / "README.md").read_text()
        for folder in FOLDERS:
            with self.subTest(folder.name):
                self.assertTrue((folder / "README.md").read_text().startswith(f"# {folder.name}\n"))
                self.assertIn(f"| [{folder.name}]({folder.name}/README.md) |", table)

    def test_each_takes_what_plugins_share_by_a_link(self):
        shared = {path.name for path in PLUGINS.glob("*.py")}
        for folder in FOLDERS:
            for path in folder.iterdir():
                if path.name in shared:
                    self.assertEqual(os.readlink(path), f"../{path.name}", path)

    def test_programs_can_be_started(self):
        for folder in filter(is_built, FOLDERS):
            for program in re.findall(r"command: \[\./([^],]+)", (folder / "plugin.yaml").read_text()):
                self.assertTrue(os.access(folder / program, os.X_OK), folder / program)

    def test_all_are_taken_by_gantry_when_they_are_copied(self):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            (root / "workflows").mkdir()
            (root / "projects").mkdir()
            for folder in filter(is_built, FOLDERS):
                shutil.copytree(folder, root / "plugins" / folder.name)
            checked = checked_by_gantry(root)
            if checked is None:
                self.skipTest("gantry is not built")
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_those_that_need_no_network_keep_to_the_protocol(self):
        for name in LOCAL:
            with self.subTest(name):
                verified = gantry("plugins", "verify", PLUGINS / name)
                if verified is None:
                    self.skipTest("gantry is not built")
                self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)


if __name__ == "__main__":
    unittest.main()
