"""A recorded comparison as a table of ratios."""

import statistics
from dataclasses import dataclass
from math import comb

from peers.comparison import LOCKSTEP
from peers.programs import PEERS

_HEAD = ("network", "batch", "ranks", "cores", "program", "ms/step", "95 % interval", "minimum",
         "ratio", "of minima", "")
_SUMMARY = ("network", "ranks", "cores", "against", "ratio", "of minima", "at batch", "program")


@dataclass
class Times:
    """The milliseconds a step of every turn of a program."""

    values: list

    @property
    def median(self):
        return statistics.median(self.values)

    @property
    def minimum(self):
        return min(self.values)

    @property
    def interval(self):
        """The median's 95 % interval by order statistics (Hoefler and Belli 2015), or None."""
        count, below, tail = len(self.values), -1, 0.0
        # As many values are cut off at each end as chance puts there in 2.5 % of all cases.
        while (tail := tail + comb(count, below + 1) / 2 ** count) <= 0.025:
            below += 1
        if below < 0:
            return None
        ordered = sorted(self.values)
        return ordered[below], ordered[-1 - below]


def table(record):
    """The table of all settings, and the smallest ratios of each framework."""
    rows, smallest = [], {}
    for setting, programs in _settings(record):
        network, batch_size, ranks, cores = setting
        own = programs[LOCKSTEP]
        peers = {name: times for name, times in programs.items() if name != LOCKSTEP}
        fastest = min(peers, key=lambda name: peers[name].median, default=None)
        for name, times in programs.items():
            ratio, of_minima = times.median / own.median, times.minimum / own.minimum
            notes = ["fastest peer"] * (name == fastest)
            if name in peers:
                if _overlap(times, own):
                    notes.append("noise")
                place = network, ranks, cores, _against(name)
                entry = ratio, of_minima, batch_size, name
                smallest[place] = min(smallest.get(place, entry), entry)
            interval = times.interval
            rows.append((
                network, batch_size, ranks, cores, name, f"{times.median:.3f}",
                f"{interval[0]:.3f}-{interval[1]:.3f}" if interval else "-",
                f"{times.minimum:.3f}", f"{ratio:.2f}", f"{of_minima:.2f}", ", ".join(notes)))
    least = [(*place, f"{ratio:.2f}", f"{of_minima:.2f}", batch_size, name)
             for place, (ratio, of_minima, batch_size, name) in smallest.items()]
    lines = [*_aligned(_HEAD, rows), "", *_foot(record)]
    if least:
        lines += ["", "The smallest ratio of every kind of peer:", *_aligned(_SUMMARY, least)]
    return "\n".join(lines)


def _settings(record):
    """Settings in the order of their measuring, with the times of their programs."""
    settings = {}
    for result in record["results"]:
        setting = tuple(result[key] for key in ("network", "batchSize", "ranks", "cores"))
        settings.setdefault(setting, {})[result["program"]] = Times(result["milliseconds"])
    # An interrupted run may have a setting that Lockstep had no turn in.
    return [(s, programs) for s, programs in settings.items() if LOCKSTEP in programs]


def _against(name):
    peer = PEERS.get(name)
    if peer is None:
        return name
    return "ddp" if peer.is_parallel else peer.framework


def _overlap(times, others):
    """Whether the medians' intervals do not tell the two apart; too few turns have none."""
    if not (times.interval and others.interval):
        return False
    return times.interval[0] <= others.interval[1] and others.interval[0] <= times.interval[1]


def _foot(record):
    machine = record["machine"]
    turns = f"{record['rounds']} x {record['turns']} turns of {record['steps']} steps"
    yield f"ms/step: medians of up to {turns}; ratio: a program's time through Lockstep's."
    yield "noise: its interval and Lockstep's overlap; fewer than 6 turns have no interval."
    yield (f"Data: {record['data']}; {machine['processor']}, {machine['cores']} cores, "
           f"{machine['date']}.")
    if machine["loadBefore"] > 0.3:
        load = f"{machine['loadBefore']:.1f}"
        yield f"The machine was busy (load {load}): measure again when it is not."
    for name, about in record["peers"].items():
        yield f"{name}: {about}."
    for entry in record["skipped"]:
        where = f" ({entry['where']})" if entry["where"] else ""
        yield f"Left out: {entry['peer']}{where}: {entry['reason']}."


def _aligned(head, rows):
    """Lines with words to the left and numbers to the right."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells)]
    words = [not rows or not _is_number(rows[0][place]) for place in range(len(head))]
    for row in cells:
        yield "  ".join(
            cell.ljust(width) if is_word else cell.rjust(width)
            for cell, width, is_word in zip(row, widths, words)).rstrip()


def _is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True
