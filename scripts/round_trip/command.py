"""The built command, in a folder."""

import subprocess

import numpy as np


class Lockstep:
    """Runs the command in a folder; what fails there is an error of the whole script."""

    def __init__(self, command, folder):
        self._command = command
        self.folder = folder

    def run(self, *arguments):
        result = subprocess.run(
            [self._command, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True)
        if result.returncode != 0:
            raise CommandError(
                f"lockstep {' '.join(map(str, arguments))} ended with {result.returncode}: "
                f"{result.stderr.strip()}")
        return result.stdout

    def predict(self, model, samples):
        """The outputs of a model's file for samples."""
        np.save(self.folder / "samples.npy", samples)
        self.run(
            "predict", model, "--data", "samples.npy", "--format", "npy", "--output", "outputs.npy")
        return np.load(self.folder / "outputs.npy")

    def path(self, name):
        return str(self.folder / name)


class CommandError(Exception):
    """The command failed."""
