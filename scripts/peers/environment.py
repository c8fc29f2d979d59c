"""A Python environment with the frameworks, made with pip."""

import os
import pathlib
import subprocess
import sys
import tempfile

from peers.programs import FRAMEWORKS
from peers.words import fail, say

# The names and versions on the command line are installed, whatever label a version ends with.
_CHECK = """
import sys
from importlib.metadata import version
for word in sys.argv[1:]:
    name, _, wanted = word.partition("==")
    found = version(name)
    if wanted and found.partition("+")[0] != wanted:
        sys.exit(f"{name} is {found}")
"""


class Environment:
    """A virtual environment in a folder that is kept, or in one that ends with the program."""

    def __init__(self, folder):
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix="lockstep-peers-")
        self.folder = pathlib.Path(folder or self._temporary.name).absolute()
        self.python = self.folder / "bin" / "python"
        # Compiled code that the next start need not compile again.
        self.caches = str(self.folder / "caches")
        if not self._runs("-m", "pip", "--version"):
            self._make()

    def close(self):
        if self._temporary:
            self._temporary.cleanup()

    def missing(self, framework):
        """Installs a framework that is not there; returns why it cannot be had, or None."""
        packages = FRAMEWORKS[framework]
        if self._runs("-c", _CHECK, *packages):
            return None
        say(f"installing {' '.join(packages)} ...")
        result = self._run(
            "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
        if result.returncode == 0:
            return None
        sys.stderr.write(result.stderr)
        return f"pip could not install {' '.join(packages)}"

    def _make(self):
        result = subprocess.run(
            [sys.executable, "-m", "venv", self.folder], capture_output=True, text=True)
        if result.returncode != 0:
            self.close()
            sys.stderr.write(result.stdout + result.stderr)
            fail(69, f"python3 -m venv {os.path.relpath(self.folder)} failed"
                     " (Debian: apt-get install python3-venv)")

    def _runs(self, *arguments):
        return self.python.exists() and self._run(*arguments).returncode == 0

    def _run(self, *arguments):
        return subprocess.run(
            [self.python, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True)
