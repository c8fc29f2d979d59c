"""The rounds: Lockstep and its peers in turns, setting after setting."""

import datetime
import os
import pathlib
import tempfile
from dataclasses import dataclass

from peers import lockstep
from peers.programs import PEERS
from peers.session import PeerError, Session
from peers.words import say

LOCKSTEP = "lockstep"


@dataclass(frozen=True)
class World:
    """Ranks of Lockstep, and the cores that they and the peers' threads run on."""

    ranks: int
    cores: tuple

    def has(self, peer):
        """Whether a peer is compared here: threads where each rank has a core."""
        return self.ranks > 1 if peer.is_parallel else self.ranks == len(self.cores)


@dataclass(frozen=True)
class Setting:
    """What is trained, and on what."""

    network: str
    batch_size: int
    ranks: int
    cores: tuple

    @property
    def words(self):
        cores = len(self.cores)
        return (f"{self.network}, batch {self.batch_size}, {self.ranks} rank"
                f"{'s' * (self.ranks > 1)} on {cores} core{'s' * (cores > 1)}")


class Comparison:
    """All measurements of a run; `plan` has the command line's words."""

    def __init__(self, plan, environment, data, data_name):
        self.plan, self.environment, self.data, self.data_name = plan, environment, data, data_name
        cores = sorted(os.sched_getaffinity(0))
        self.worlds = [World(ranks, tuple(cores[:ranks])) for ranks in plan.worlds]
        self.times = {}
        self.about = {}
        self.left_out = {}
        self.load = os.getloadavg()[0]
        self.core_count = len(cores)

    def run(self):
        """Measures everything, round after round."""
        with tempfile.TemporaryDirectory(prefix="lockstep-peers-") as folder:
            for number in range(1, self.plan.rounds + 1):
                for world in self.worlds:
                    self._visit(world, number, pathlib.Path(folder))

    def leave_out(self, name, reason, where=""):
        """Says once that a peer is not, or not everywhere, compared."""
        if (name, where) not in self.left_out:
            reason = reason.rstrip(".")
            self.left_out[name, where] = reason
            say(f"{name} is left out{f' ({where})' if where else ''}: {reason}")

    def _visit(self, world, number, folder):
        """One round at one world size: the peers are started once, and stay until its end."""
        sessions = []
        try:
            for network in self.plan.networks:
                for batch_size in self.plan.batch_sizes:
                    setting = Setting(network, batch_size, world.ranks, world.cores)
                    say(f"round {number} of {self.plan.rounds}: {setting.words}")
                    self._start_missing(world, sessions, folder)
                    self._take_turns(setting, sessions)
        finally:
            for session in sessions:
                session.close()

    def _start_missing(self, world, sessions, folder):
        """Starts the peers that do not run yet, or no more, all at once."""
        running = {session.peer.name for session in sessions}
        started = []
        for name in self.plan.peers:
            peer = PEERS[name]
            if name not in running and world.has(peer) and (name, "") not in self.left_out:
                started.append(Session(
                    peer, world, self.environment, self.data, self.plan.steps, folder))
                sessions.append(started[-1])
        for session in started:
            self._attempt(session, sessions, "", self._meet)

    def _take_turns(self, setting, sessions):
        for session in list(sessions):
            self._attempt(session, sessions, setting.words, lambda session: session.prepare(
                setting.network, setting.batch_size))
        for _ in range(self.plan.turns):
            self._keep(setting, LOCKSTEP, lockstep.milliseconds_a_step(
                self.plan.program, setting, self.data, self.plan.steps))
            for session in list(sessions):
                self._attempt(session, sessions, setting.words, lambda session: self._keep(
                    setting, session.peer.name, [session.turn()]))

    def _meet(self, session):
        self.about[session.peer.name] = f"{session.about()}: {session.peer.about}"

    def _attempt(self, session, sessions, where, act):
        """Does something with a peer; one that fails is left out there, and started again."""
        try:
            act(session)
        except PeerError as error:
            sessions.remove(session)
            session.close()
            self.leave_out(session.peer.name, str(error), where)

    def _keep(self, setting, name, milliseconds):
        self.times.setdefault((setting, name), []).extend(milliseconds)

    @property
    def record(self):
        """The measurements as JSON has them."""
        return {
            "machine": {
                "processor": _processor(), "cores": self.core_count, "loadBefore": self.load,
                "date": datetime.date.today().isoformat(),
            },
            "data": self.data_name, "rounds": self.plan.rounds, "turns": self.plan.turns,
            "steps": self.plan.steps, "peers": self.about,
            "skipped": [{"peer": name, "where": where, "reason": reason}
                        for (name, where), reason in self.left_out.items()],
            "results": [
                {"network": setting.network, "batchSize": setting.batch_size,
                 "ranks": setting.ranks, "cores": len(setting.cores), "program": name,
                 "milliseconds": times}
                for (setting, name), times in self.times.items()],
        }


def _processor():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown processor"
