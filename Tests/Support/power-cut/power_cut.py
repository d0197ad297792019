#!/usr/bin/env python3
"""Cuts the power of a program: leaves in a folder only what a program has synced to the disk.

    power_cut.py build LIBRARY                      compiles the library that is preloaded
    power_cut.py begin LIBRARY FOLDER SHADOW        takes what is in FOLDER as being on the disk
    LD_PRELOAD=LIBRARY POWER_CUT_FOLDER=FOLDER POWER_CUT_SHADOW=SHADOW program …
    power_cut.py cut LIBRARY FOLDER SHADOW [SEED]   once it is dead: leaves in FOLDER what is on the disk, and begins anew

A disk may have more than what was synced, in any order. With SEED, each block of 4096 bytes that was written and not
synced is there or not, by chance. SHADOW must not stand below FOLDER, and on its file system.
"""

import ctypes
import os
import pathlib
import random
import shutil
import stat
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parent / "power-cut.c"
BLOCK = 4096


def build(library):
    compiler = next((found for found in map(shutil.which, ("cc", "clang", "gcc")) if found), None)
    if not compiler:
        sys.exit("error: there is no C compiler here; clang comes with Swift")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", library, SOURCE], check=True)


class PowerCut:
    """One folder, and what of it is on the disk."""

    def __init__(self, library, folder, shadow):
        self.folder, self.shadow = pathlib.Path(folder).resolve(), pathlib.Path(shadow).resolve()
        self.environment = {"POWER_CUT_FOLDER": str(self.folder), "POWER_CUT_SHADOW": str(self.shadow)}
        # The library asks for these at each sync, in this process too.
        os.environ.update(self.environment)
        self.environment["LD_PRELOAD"] = str(pathlib.Path(library).resolve())
        self.library = ctypes.CDLL(self.environment["LD_PRELOAD"], use_errno=True)

    def begin(self):
        """Takes all that is there as being on the disk."""
        shutil.rmtree(self.shadow, ignore_errors=True)
        for part in ("inodes", "folders"):
            (self.shadow / part).mkdir(parents=True)
        for place, _, names in os.walk(self.folder):
            self.sync(place)
            for path in (os.path.join(place, name) for name in names):
                if stat.S_ISREG(os.lstat(path).st_mode):
                    self.sync(path)
        (self.shadow / "log").unlink(missing_ok=True)

    def sync(self, path):
        """As the program would, from this process."""
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            if self.library.fsync(descriptor) != 0:
                raise OSError(ctypes.get_errno(), f"cannot sync {path}")
        finally:
            os.close(descriptor)

    def cut(self, chance=None):
        """Leaves what is on the disk, or more of it by chance, and begins anew with that."""
        present = {}
        for place, folders, names in os.walk(self.folder):
            present.update((self.key(path), path) for path in (os.path.join(place, name) for name in folders + names))
        left = self.folder.with_name(self.folder.name + ".left")
        shutil.rmtree(left, ignore_errors=True)
        left.mkdir()
        self.rebuild(self.key(self.folder), left, present, chance)
        for entry in os.scandir(self.folder):
            shutil.rmtree(entry) if entry.is_dir(follow_symlinks=False) else os.unlink(entry)
        for entry in os.scandir(left):
            os.rename(entry, self.folder / entry.name)
        left.rmdir()
        self.begin()

    def rebuild(self, key, into, present, chance):
        remembered = self.shadow / "folders" / key
        # A folder that was never synced has no names.
        for line in remembered.read_text().splitlines() if remembered.exists() else []:
            kind, key, name = line.split(" ", 2)
            to = into / name
            if kind == "d":
                to.mkdir(mode=stat.S_IMODE(os.stat(present[key]).st_mode) if key in present else 0o750)
                self.rebuild(key, to, present, chance)
            elif kind == "f":
                self.leave(key, to, present.get(key), chance)
            elif key in present:
                # Links; a socket is of no use to anybody, and stays there all the same.
                os.rename(present[key], to)

    def leave(self, key, to, present, chance):
        """A file as it was at its last sync; one that was never synced is empty."""
        remembered = self.shadow / "inodes" / key
        content = remembered.read_bytes() if remembered.exists() else b""
        if not present:
            to.write_bytes(content)
            to.chmod(0o600)
            return
        # The same inode, as it is after a cut, and the same time where nothing is lost.
        os.link(present, to)
        now = to.read_bytes()
        content = mixed(content, now, chance) if chance else content
        if content != now:
            to.write_bytes(content)

    def key(self, path):
        buffer = ctypes.create_string_buffer(64)
        self.library.power_cut_key(os.fsencode(path), buffer)
        return buffer.value.decode()

    def log(self):
        """The syncs since the beginning, as lines `fdatasync PATH`."""
        log = self.shadow / "log"
        return log.read_text().splitlines() if log.exists() else []


def mixed(synced, written, chance):
    """What was synced, with some blocks of what was written since."""
    if synced == written:
        return synced
    size = len(chance.choice((synced, written)))
    share = chance.random()
    pieces = []
    for start in range(0, size, BLOCK):
        taken = written if chance.random() < share else synced
        pieces.append(taken[start : start + BLOCK].ljust(min(BLOCK, size - start), b"\0"))
    return b"".join(pieces)


def main():
    match sys.argv[1:]:
        case ["build", library]:
            build(library)
        case ["begin", library, folder, shadow]:
            PowerCut(library, folder, shadow).begin()
        case ["cut", library, folder, shadow, *seed]:
            PowerCut(library, folder, shadow).cut(random.Random(int(seed[0])) if seed else None)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
