"""The command line; scripts/make-reference says what it does."""

import argparse
import fnmatch
import json
import pathlib
import sys

import tensorflow as tf

from reference.callbacks import make_callbacks
from reference.cases import CASES
from reference.cases import callbacks as callback_cases
from reference.fixture import differences, make_fixture, text
from reference.trajectory import ContradictionError

INDEX = "index.json"
# All cases of callbacks are in one file.
CALLBACKS = "callbacks"


def main():
    options = arguments()
    selected = [case for case in CASES if fnmatch.fnmatchcase(case.name, options.only)]
    makes_callbacks = fnmatch.fnmatchcase(CALLBACKS, options.only)
    names = [case.name for case in selected] + [CALLBACKS] * makes_callbacks
    if not names:
        fail(64, f"no case is called {options.only}; --list prints the names")
    if options.list:
        print("\n".join(names))
        return
    # That every case makes a graph of its own is meant.
    tf.get_logger().setLevel("ERROR")
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)

    folder = pathlib.Path(options.folder)
    wrong = 0
    for case in selected:
        try:
            fixture = make_fixture(case)
        except ContradictionError as error:
            say(f"{case.name}: {error}")
            wrong += 1
            continue
        wrong += deliver(folder / f"{case.name}.json", fixture, options.check)
    if makes_callbacks:
        fixture = make_callbacks(callback_cases.cases())
        wrong += deliver(folder / f"{CALLBACKS}.json", fixture, options.check)
    wrong += deliver(folder / INDEX, index(folder, options.check), options.check)
    wrong += strangers(folder)
    if wrong:
        fail(1, f"{wrong} of the files in {folder.name} are not as a run makes them")


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/make-reference", allow_abbrev=False)
    parser.add_argument("--folder", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--only", default="*", metavar="NAME")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.error = lambda message: fail(64, f"{message}; see --help")
    return parser.parse_args()


def index(folder, checks):
    """The list of all cases; a case without a file is left out until it is made."""
    cases = [case for case in CASES if checks or (folder / f"{case.name}.json").exists()]
    return {
        "generator": "scripts/make-reference",
        "cases": [{"name": c.name, "file": f"{c.name}.json", "about": c.about} for c in cases],
    }


def deliver(path, value, checks):
    """Writes a file, or compares it; 1 if it differs."""
    if not checks:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(value) + "\n")
        return 0
    try:
        found = list(differences(json.loads(path.read_text()), value))
    except (OSError, ValueError) as error:
        found = [str(error)]
    for line in found[:5]:
        say(f"{path.name}: {line}")
    if len(found) > 5:
        say(f"{path.name}: and {len(found) - 5} more")
    return 1 if found else 0


def strangers(folder):
    """The number of JSON files that no case makes."""
    known = {f"{case.name}.json" for case in CASES} | {INDEX, f"{CALLBACKS}.json"}
    found = sorted(path.name for path in folder.glob("*.json") if path.name not in known)
    for name in found:
        say(f"{name}: no case makes it; delete it")
    return len(found)


def say(message):
    print(f"scripts/make-reference: {message}", file=sys.stderr)


def fail(code, message):
    say(message)
    sys.exit(code)


main()
