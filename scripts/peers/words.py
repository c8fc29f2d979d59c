"""What the script says on standard error, and how it ends."""

import sys


def say(message):
    print(f"scripts/compare-peers: {message}", file=sys.stderr, flush=True)


def fail(code, message):
    """Ends with an exit code of sysexits.h."""
    say(message)
    sys.exit(code)
