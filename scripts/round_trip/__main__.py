"""The command line; scripts/round-trip says what it does."""

import argparse
import fnmatch
import pathlib
import sys
import tempfile

from round_trip.boards import boards
from round_trip.command import Lockstep
from round_trip.continued import CONTINUED, continued
from round_trip.random_models import random_case
from round_trip.trips import Disagreement, from_keras, from_lockstep
from round_trip.variants import VARIANTS


def main():
    options = arguments()
    cases = [(name, from_lockstep, arguments) for name, arguments in VARIANTS.items()]
    cases += [(f"continued-{name}", continued, name) for name in CONTINUED]
    cases.append(("tensorboard", boards, None))
    cases += [
        (f"random-{options.seed}-{index}", from_keras, (options.seed, index))
        for index in range(options.random)]
    cases = [case for case in cases if fnmatch.fnmatchcase(case[0], options.only)]
    if not cases:
        fail(64, f"no model is called {options.only}")
    wrong = sum(not run(options.command, *case) for case in cases)
    if wrong:
        fail(1, f"{wrong} of {len(cases)} models did not come back")
    say(f"{len(cases)} models came back")


def run(command, name, trip, arguments):
    """Makes one trip in a folder of its own; whether it succeeded."""
    with tempfile.TemporaryDirectory(prefix="lockstep-round-trip-") as folder:
        lockstep = Lockstep(command, pathlib.Path(folder))
        try:
            if trip is from_keras:
                arguments = random_case(*arguments)
            print(f"{name}: {trip(lockstep, arguments)}", flush=True)
        except Disagreement as error:
            say(f"{name}: {error}")
            return False
    return True


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/round-trip", allow_abbrev=False)
    parser.add_argument("--command", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--random", type=int, default=30, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="*", metavar="NAME")
    parser.error = lambda message: fail(64, f"{message}; see --help")
    return parser.parse_args()


def say(message):
    print(f"scripts/round-trip: {message}", file=sys.stderr)


def fail(code, message):
    say(message)
    sys.exit(code)


if __name__ == "__main__":
    main()
