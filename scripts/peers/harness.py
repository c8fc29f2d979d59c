"""The peers' side: what every peer does alike, whatever trains its networks.

A peer is started with its settings, says that it is there, and then obeys one word a line:

    prepare NETWORK BATCH    make the network anew and train a turn that does not count
    turn                     train so many steps and say how long that took

Every answer is one line of JSON. The end of the input is the end of the peer.
"""

import argparse
import gzip
import json
import math
import os
import pathlib
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from peers.images import IMAGES, LABELS, MAGIC
from peers.networks import NETWORKS, STEPS_BEFORE_TURN


@dataclass
class Training:
    """A network that is being trained."""

    # How many numbers are trained.
    parameters: int
    # Trains so many steps; returns the seconds that took and the loss at the end.
    train: Callable[[int], tuple]


class Batches:
    """The order of samples: every epoch another, full batches only."""

    def __init__(self, sample_count, batch_size, shard=slice(None)):
        self.sample_count, self.batch_size, self.shard = sample_count, batch_size, shard
        # The same on every rank.
        self.random = np.random.default_rng(0)
        self.places = iter(())

    def __iter__(self):
        return self

    def __next__(self):
        """The places of the next batch's samples, or of this rank's part of them."""
        place = next(self.places, None)
        if place is None:
            self.order = self.random.permutation(self.sample_count)
            self.places = iter(
                range(0, self.sample_count - self.batch_size + 1, self.batch_size))
            place = next(self.places)
        return self.order[place:place + self.batch_size][self.shard]


def timed(steps, step):
    """Makes steps that return their loss; waits for the last one only."""
    start = time.perf_counter()
    for _ in range(steps):
        loss = step()
    loss = float(loss)
    return time.perf_counter() - start, loss


def samples(settings, network):
    """All images as numbers from 0 to 1, and their classes."""
    images, labels = (_array(pathlib.Path(settings.data), name) for name in (IMAGES, LABELS))
    return images.reshape(-1, *network.shape).astype("float32") / 255, labels.astype("int32")


def run(open_peer):
    """Runs a peer: `open_peer(settings)` has `about`, `prepare(network, batch size)`, `meet()`."""
    answers = _take_standard_output()
    settings = _settings()

    def answer(**values):
        print(json.dumps(values), file=answers, flush=True)

    try:
        peer = open_peer(settings)
        answer(about=peer.about)
        training = None
        for line in sys.stdin:
            word, *rest = line.split()
            if word == "prepare":
                # Its memory must not stand beside the new one's.
                training = None
                training = _prepare(peer, NETWORKS[rest[0]], int(rest[1]), settings.steps)
                answer(ready=True)
            else:
                milliseconds, loss = _turn(peer, training, settings.steps)
                answer(milliseconds=milliseconds, loss=loss)
    except Exception as error:
        traceback.print_exc()
        reason = str(error).strip().splitlines() or [""]
        answer(error=f"{type(error).__name__}: {reason[0]}")
        sys.exit(1)


def _settings():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--variant", default="")
    parser.add_argument("--data", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--rank", type=int, default=0)
    parser.add_argument("--world", type=int, default=1)
    # A file in which ranks find each other.
    parser.add_argument("--meeting")
    settings = parser.parse_args()
    settings.variant = settings.variant.split("+")
    return settings


def _prepare(peer, network, batch_size, steps):
    training = peer.prepare(network, batch_size)
    if training.parameters != network.parameters:
        raise ValueError(
            f"{network.name} has {training.parameters} parameters, expected {network.parameters}")
    training.train(steps)
    return training


def _turn(peer, training, steps):
    training.train(STEPS_BEFORE_TURN)
    peer.meet()
    seconds, loss = training.train(steps)
    if not math.isfinite(loss):
        raise ValueError(f"the loss is {loss}")
    return seconds * 1e3 / steps, loss


def _take_standard_output():
    """Sends what frameworks print to standard error; returns the file for answers."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return answers


def _array(folder, name):
    plain, packed = folder / name, folder / f"{name}.gz"
    data = plain.read_bytes() if plain.is_file() else gzip.decompress(packed.read_bytes())
    header = np.frombuffer(data, ">i4", 1 + data[3])
    if header[0] != MAGIC + data[3]:
        raise ValueError(f"{folder / name}: the magic number is {header[0]:#010x}")
    return np.frombuffer(data, np.uint8, offset=header.nbytes).reshape(header[1:])
