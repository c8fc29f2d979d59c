"""A peer that runs: its processes, and the words that pass between them and the comparison."""

import json
import os
import pathlib
import select
import signal
import subprocess
import time

# Seconds that a peer may take for an answer. Compiling takes minutes where it is slow.
PATIENCE = 900

_SCRIPTS = pathlib.Path(__file__).absolute().parent.parent


class PeerError(Exception):
    """A peer that does not do what it is asked to."""


class Session:
    """One peer at one world size: one process with threads, or one for each rank."""

    def __init__(self, peer, world, environment, data, steps, folder):
        self.peer = peer
        count = world.ranks if peer.is_parallel else 1
        threads = 1 if peer.is_parallel else len(world.cores)
        words = ["--variant=" + peer.variant, "--data", data, "--threads", str(threads),
                 "--steps", str(steps)]
        name = f"{peer.name}-{world.ranks}"
        if peer.is_parallel:
            words += ["--world", str(count), "--meeting", _fresh(folder / f"{name}.meeting")]
        command = [environment.python, "-P", "-m", f"peers.{peer.module}", *words]
        variables = os.environ | peer.environment_for(threads, environment.caches) | {
            "PYTHONPATH": str(_SCRIPTS), "PYTHONDONTWRITEBYTECODE": "1"}
        self.processes = []
        try:
            for rank in range(count):
                cores = world.cores
                if peer.is_parallel and count <= len(cores):
                    cores = cores[rank:rank + 1]
                self.processes.append(_Process(
                    [*command, "--rank", str(rank)], variables, cores,
                    folder / f"{name}.{rank}.log"))
        except BaseException:
            self.close()
            raise

    def about(self):
        """What it is, once it is there."""
        return self._answers()[0]["about"]

    def prepare(self, network, batch_size):
        """Has a network made and warmed up."""
        self._say(f"prepare {network} {batch_size}")
        self._answers()

    def turn(self):
        """The milliseconds a step of one turn, the slowest rank's."""
        self._say("turn")
        return max(answer["milliseconds"] for answer in self._answers())

    def close(self):
        """Ends its processes, and whatever they have started."""
        for process in self.processes:
            process.ask_to_end()
        for process in self.processes:
            process.end()

    def _say(self, line):
        for process in self.processes:
            process.say(line)

    def _answers(self):
        deadline = time.monotonic() + PATIENCE
        return [process.answer(deadline) for process in self.processes]


class _Process:
    """A process that reads words and writes answers."""

    def __init__(self, command, variables, cores, log):
        self.log = log
        self.bytes = b""
        with log.open("wb") as errors:
            self.popen = subprocess.Popen(
                command, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=errors, bufsize=0, start_new_session=True,
                preexec_fn=lambda: os.sched_setaffinity(0, cores))

    def say(self, line):
        try:
            self.popen.stdin.write(line.encode() + b"\n")
        except OSError as error:
            raise PeerError(self._end_of_log() or str(error)) from error

    def answer(self, deadline):
        while b"\n" not in self.bytes:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.popen.stdout], [], [], left)[0]:
                raise PeerError(f"no answer for {PATIENCE} seconds")
            part = os.read(self.popen.stdout.fileno(), 1 << 16)
            if not part:
                raise PeerError(self._end_of_log() or "it ended without a word")
            self.bytes += part
        line, _, self.bytes = self.bytes.partition(b"\n")
        answer = json.loads(line)
        if "error" in answer:
            raise PeerError(answer["error"])
        return answer

    def ask_to_end(self):
        self.popen.stdin.close()

    def end(self):
        # Until it is reaped, its group's number is nobody else's; what compiles for it lives on in
        # that group.
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and os.waitid(
                os.P_PID, self.popen.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            time.sleep(0.05)
        os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()
        self.popen.stdout.close()

    def _end_of_log(self):
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else ""


def _fresh(path):
    path.unlink(missing_ok=True)
    return str(path)
