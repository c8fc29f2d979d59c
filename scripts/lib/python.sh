# shellcheck shell=bash
# A Python environment with packages from PyPI, made when it is not there. Sourced after setup.sh.

# python_environment FOLDER PACKAGE==VERSION...
#
# Python in the folder then has all packages in these versions; what is not there is fetched.
python_environment() {
  local venv=$1
  shift
  has_packages "$venv" "$@" && return
  command -v python3 >/dev/null || die 69 "python3 is not on the PATH; install Python 3.11 or newer"
  say "installing $* in $(shown "$venv") ..."
  quietly python3 -m venv "$venv" ||
    die 69 "python3 -m venv $(shown "$venv") failed (Debian: apt-get install python3-venv)"
  quietly "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --timeout 30 --retries 2 "$@" ||
    die 69 "pip could not install $* in $(shown "$venv"); is the package index reachable?"
}

has_packages() {
  "$1/bin/python" - "${@:2}" 2>/dev/null <<'END'
import sys
from importlib.metadata import version

for word in sys.argv[1:]:
    name, _, wanted = word.partition("==")
    if version(name) != wanted:
        sys.exit(1)
END
}
