"""The command line; scripts/make-reference says what it does."""

import argparse
import fnmatch
import json
import pathlib
import sys

import keras
import tensorflow as tf

from reference.callbacks import CallbackCase, make_decisions
from reference.cases import FAMILIES
from reference.fixture import differences, make_fixture, text
from reference.trajectory import ContradictionError


def main():
    options = arguments()
    families = {
        family: [case for case in cases if fnmatch.fnmatchcase(case.name, options.only)]
        for family, cases in FAMILIES.items()}
    names = [case.name for cases in families.values() for case in cases]
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
    wrong = sum(deliver(folder / f"{family}.json", family, cases, options.check)
                for family, cases in families.items() if cases)
    wrong += strangers(folder)
    if wrong:
        fail(1, f"{wrong} differences between {folder.name} and a new run")


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/make-reference", allow_abbrev=False)
    parser.add_argument("--folder", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--only", default="*", metavar="NAME")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.error = lambda message: fail(64, f"{message}; see --help")
    return parser.parse_args()


def deliver(path, family, selected, checks):
    """Runs the selected cases of a family, and compares them with its file or writes them there.

    The number of cases that differ or contradict themselves.
    """
    try:
        stored = json.loads(path.read_text())
        entries = {entry["name"]: entry for entry in stored["cases"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        if checks:
            say(f"{path.name}: {error}")
            return 1
        stored, entries = {}, {}
    wrong = 0
    for case in selected:
        try:
            entry = make(case)
        except ContradictionError as error:
            say(f"{case.name}: {error}")
            wrong += 1
            continue
        if checks:
            wrong += report(
                case.name, differences(entries[case.name], entry) if case.name in entries
                else [f"not in {path.name}"])
        entries[case.name] = entry
    names = [case.name for case in FAMILIES[family] if case.name in entries]
    fresh = {
        "generator": "scripts/make-reference",
        "keras": keras.__version__,
        "backend": f"tensorflow {tf.__version__}",
        "cases": [entries[name] for name in names],
    }
    if not checks:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(fresh) + "\n")
        return wrong
    # Cases that were run are in both now: what is left are versions, and cases that nothing makes.
    stored["cases"] = [entry["name"] for entry in stored["cases"]]
    return wrong + report(path.name, differences(stored, fresh | {"cases": names}))


def make(case):
    return make_decisions(case) if isinstance(case, CallbackCase) else make_fixture(case)


def report(name, found):
    """Prints the first differences; 1 if there are any."""
    found = list(found)
    for line in found[:5]:
        say(f"{name}: {line}")
    if len(found) > 5:
        say(f"{name}: and {len(found) - 5} more")
    return 1 if found else 0


def strangers(folder):
    """The number of JSON files that no family makes."""
    found = sorted(path.name for path in folder.glob("*.json") if path.stem not in FAMILIES)
    for name in found:
        say(f"{name}: no case makes it; delete it")
    return len(found)


def say(message):
    print(f"scripts/make-reference: {message}", file=sys.stderr)


def fail(code, message):
    say(message)
    sys.exit(code)


main()
