"""Lockstep's side: `lockstep bench step`, and the one place where its JSON is read."""

import json
import os
import subprocess


class LockstepError(Exception):
    """Lockstep cannot be measured, so nothing can be compared."""


def milliseconds_a_step(program, setting, data, steps):
    """One turn of so many steps, on the setting's ranks and cores: a fresh start, then warm-up."""
    command = [
        program, "bench", "step", "--model", setting.network, "--data", data,
        "--batch-size", str(setting.batch_size), "--worlds", str(setting.ranks),
        "--rounds", "1", "--repeats", "1", "--steps", str(steps), "--json",
    ]
    result = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, setting.cores))
    if result.returncode != 0:
        raise LockstepError(
            f"{' '.join(command)}: exit code {result.returncode}\n{result.stderr.strip()}")
    try:
        return _times(json.loads(result.stdout))
    except (ValueError, LookupError, TypeError) as error:
        raise LockstepError(f"{' '.join(command)}: unknown output: {error!r}") from error


def _times(output):
    """The turns' milliseconds a step; a world of one rank is printed alone, others in a list."""
    report = output[0] if isinstance(output, list) else output
    return [float(time) for time in report["entries"][0]["milliseconds"]]
