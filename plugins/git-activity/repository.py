"""A Git repository, read by the real `git`, as a stranger would: none of its settings may run a program."""

import datetime
import os
import subprocess

from gantry_plugin import Failure

GRANT = "gantry.yaml grants it: plugins: { git-activity: { folders: [PATH] } }"

# What a repository's own settings could start, and what would ask, page or fetch.
SETTINGS = {
    # The repositories belong to others than the plugin's user, who only reads them.
    "safe.directory": "*",
    "core.fsmonitor": "false", "core.hooksPath": "/dev/null", "protocol.allow": "never", "mailmap.file": "",
    "log.showSignature": "false", "gpg.program": "false", "gpg.ssh.program": "false",
}


class Commit:
    """A commit, as a message about it needs it."""

    def __init__(self, id, at, author, mail):
        self.id, self.author, self.mail = id, author or mail or "somebody", mail
        self.at = datetime.datetime.fromtimestamp(int(at or 0), datetime.timezone.utc)


class Branch:
    """A branch with its last commit. In a clone, the freshest of those that have its name."""

    def __init__(self, name, reference, commit):
        self.name, self.reference, self.commit = name, reference, commit


class Repository:
    """A bare repository, or a clone with a working tree."""

    def __init__(self, path):
        self.path = path.rstrip("/") or "/"
        if not path.startswith("/"):
            raise Failure(f"'{path}' is no whole path; it begins with /")
        try:
            os.listdir(self.path)
        except FileNotFoundError as error:
            raise Failure(f"there is no folder {self.path}") from error
        except NotADirectoryError as error:
            raise Failure(f"{self.path} is no folder") from error
        except OSError as error:
            grant = GRANT.replace("PATH", os.path.dirname(self.path))
            reason = f"{self.path} cannot be read: {error.strerror}. Where the daemon's user may read it, {grant}"
            raise Failure(reason) from error
        self.git("rev-parse", "--git-dir")
        if self.git("rev-parse", "--is-shallow-repository").strip() == "true":
            raise Failure(
                f"{self.path} is a shallow clone and does not know what came before; "
                f"'git -C {self.path} fetch --unshallow' completes it"
            )

    @property
    def name(self):
        """The folder's name without `.git`."""
        return os.path.basename(self.path.removesuffix("/.git").removesuffix(".git")) or self.path

    def git(self, *arguments, fails=False):
        """What git prints. None where it refuses and `fails` allows it; else a Failure with git's reason."""
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": os.environ.get("HOME", "/nonexistent"),
            "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1",
            # What a repository allows itself does not count.
            "GIT_ALLOW_PROTOCOL": "",
            # A folder inside of a repository is none: the path may be mistyped.
            "GIT_CEILING_DIRECTORIES": os.path.dirname(os.path.realpath(self.path)),
        }
        try:
            done = subprocess.run(
                ["git", "--no-pager", *settings, "-C", self.path, *arguments], env=environment,
                stdin=subprocess.DEVNULL, capture_output=True, check=False,
            )
        except FileNotFoundError as error:
            raise Failure("there is no program 'git' here; apt-get install git") from error
        if done.returncode == 0:
            return done.stdout.decode("utf-8", "surrogateescape")
        if fails:
            return None
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = next((line for line in lines if line.startswith("fatal: ")), lines[-1] if lines else "it said nothing")
        if "not a git repository" in reason and ": /" not in reason:
            raise Failure(f"{self.path} is no Git repository")
        raise Failure(f"git cannot read {self.path}: {reason.removeprefix('fatal: ')}")

    def branches(self):
        """All branches by their names."""
        heads, remotes = "refs/heads/", "refs/remotes/"
        fields = ["refname", "symref", "objectname", "committerdate:unix", "authorname", "authoremail:trim"]
        form = "%00".join(f"%({field})" for field in fields)
        found = {}
        for line in self.git("for-each-ref", f"--format={form}", heads, remotes).splitlines():
            reference, link, *commit = line.split("\0")
            if link:
                continue
            # refs/remotes/origin/feature/x is the branch feature/x.
            name = reference[len(heads):] if reference.startswith(heads) else reference.split("/", 3)[-1]
            found.setdefault(name, []).append(Branch(name, reference, Commit(*commit)))
        self._copies = found
        return {name: max(copies, key=lambda copy: copy.commit.at) for name, copies in sorted(found.items())}

    def main(self, wanted, branches):
        """The name of the branch that others are merged into."""
        if wanted != "auto":
            if wanted in branches:
                return wanted
            some = ", ".join(list(branches)[:10])
            raise Failure(f"{self.path} has no branch '{wanted}'; it has {some}")
        head = self._link("HEAD").removeprefix("refs/heads/")
        origin = self._link("refs/remotes/origin/HEAD").removeprefix("refs/remotes/origin/")
        is_bare = self.git("rev-parse", "--is-bare-repository").strip() == "true"
        # In a working tree HEAD is whatever somebody works on just now.
        for name in [head if is_bare else origin, "main", "master", head]:
            if name in branches:
                return name
        raise Failure(f"{self.path} does not say which branch is its main one; name it, as in main: trunk")

    def _link(self, name):
        """Where a symbolic reference leads; nothing for what is none."""
        return (self.git("symbolic-ref", "--quiet", name, fails=True) or "").strip()

    def unmerged(self, main):
        """The references that hold commits which no copy of the main branch has."""
        without = [f"--no-merged={copy.reference}" for copy in self._copies[main]]
        listed = self.git("for-each-ref", "--format=%(refname)", *without, "refs/heads/", "refs/remotes/")
        return set(listed.splitlines())

    def ahead(self, branch, main):
        """How many commits of a branch no copy of the main branch has."""
        copies = [copy.reference for copy in self._copies[main]]
        return int(self.git("rev-list", "--count", branch.reference, "--not", *copies, "--"))

    def commits(self, until, *selection):
        """The commits of all branches up to an instant, the newest first."""
        output = self.git(
            "log", *selection, f"--until=@{int(until.timestamp())}", "-z", "--format=%H%n%ct%n%aN%n%aE",
            "--branches", "--remotes", "--",
        )
        return [Commit(*entry.split("\n", 3)) for entry in output.split("\0") if entry]
