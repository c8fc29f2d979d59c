"""The command line; scripts/compare-peers says what it does."""

import argparse
import json
import os
import pathlib
import signal
import sys
import tempfile

from peers.comparison import Comparison
from peers.environment import Environment
from peers.images import holds_images, write_dense
from peers.lockstep import LockstepError
from peers.networks import NETWORKS, STEPS_BEFORE_TURN
from peers.programs import FRAMEWORKS, PEERS
from peers.report import table
from peers.words import fail, say


REPOSITORY = pathlib.Path(__file__).absolute().parents[2]


def main():
    words = arguments()
    if words.list:
        for peer in PEERS.values():
            print(f"{peer.name:20} {peer.about}")
    elif words.table:
        print(table(recorded(words.table)))
    elif words.check:
        # Nothing is wrong with the words, and Lockstep is needed for what they ask.
        print("measure")
    else:
        measure(words)


def measure(words):
    # So that what is started is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    environment = Environment(words.environment)
    try:
        with tempfile.TemporaryDirectory(prefix="lockstep-peers-") as folder:
            compare(words, environment, folder)
    finally:
        environment.close()


def compare(words, environment, folder):
    data, name = images(words.data, folder)
    comparison = Comparison(words, environment, data, name)
    for framework in FRAMEWORKS:
        names = [name for name in words.peers if PEERS[name].framework == framework]
        reason = environment.missing(framework) if names else None
        if reason:
            for name in names:
                comparison.leave_out(name, reason)
    if len(comparison.left_out) == len(words.peers):
        fail(69, "no peer is left to compare with")
    code = 0
    try:
        comparison.run()
    except LockstepError as error:
        say(str(error))
        code = 1
    except KeyboardInterrupt:
        code = 130
    # What is measured is kept, however the run ended.
    record = comparison.record
    if record["results"]:
        print(json.dumps(record, indent=1, sort_keys=True) if words.json else table(record))
    sys.exit(code)


def images(given, folder):
    """The folder of the images, and what to call them."""
    if given == "dense":
        write_dense(folder)
        return folder, "dense random images"
    named = given or os.environ.get("MNIST_DIR")
    found = os.path.abspath(named) if named else str(REPOSITORY / "data" / "mnist")
    if holds_images(found):
        return found, "MNIST"
    if named:
        fail(66, f"{named}: found no training images of MNIST")
    say("no MNIST here (scripts/fetch-mnist fetches it): dense random images instead")
    return images("dense", folder)


def recorded(path):
    """What `--json` has printed."""
    try:
        record = json.loads(pathlib.Path(path).read_text())
        table(record)
    except OSError as error:
        fail(66, f"{path}: {error.strerror}")
    except (ValueError, LookupError, TypeError, AttributeError):
        fail(66, f"{path}: not what --json prints")
    return record


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/compare-peers", allow_abbrev=False)
    parser.error = lambda message: fail(64, f"{message}; see --help")
    parser.add_argument("--networks", type=names_of(NETWORKS), default="mlp,cnn")
    parser.add_argument("--batch-sizes", type=numbers, default="32,64,128,256")
    parser.add_argument("--worlds", type=numbers, default="1,2,4")
    parser.add_argument("--peers", type=names_of(PEERS), default=",".join(PEERS))
    parser.add_argument("--rounds", type=number, default=3)
    parser.add_argument("--turns", type=number, default=7)
    parser.add_argument("--steps", type=steps, default=50)
    parser.add_argument("--data")
    parser.add_argument("--program")
    parser.add_argument("--environment")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--table")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def names_of(known):
    def names(text):
        found = text.split(",")
        for name in found:
            if name not in known:
                raise argparse.ArgumentTypeError(
                    f"'{name}' is none of {', '.join(known)}")
        return found

    return names


def number(text):
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000):
        raise argparse.ArgumentTypeError(f"'{text}', expected a number above 0")
    return int(text)


def numbers(text):
    return [number(part) for part in text.split(",")]


def steps(text):
    if number(text) % STEPS_BEFORE_TURN:
        raise argparse.ArgumentTypeError(
            f"'{text}', expected a multiple of {STEPS_BEFORE_TURN}")
    return int(text)


main()
