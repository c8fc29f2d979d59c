# shellcheck shell=bash
# What the scripts share. Sourced, never run; works with bash 3.2 (macOS) and newer.
#
# Exit codes are those of sysexits.h: 64 usage, 66 no input, 69 something is not installed.

# From this file's own place, so that scripts can be called from any folder.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

say() {
  printf 'scripts/%s: %s\n' "${0##*/}" "$*" >&2
}

# die CODE MESSAGE
die() {
  local code=$1
  shift
  say "$*"
  exit "$code"
}

# Runs a command whose output is worth reading only when it fails.
quietly() {
  local output status=0
  output=$("$@" 2>&1 </dev/null) || status=$?
  if ((status != 0)); then printf '%s\n' "$output" >&2; fi
  return "$status"
}

is_positive() {
  [[ $1 =~ ^[1-9][0-9]{0,5}$ ]]
}

# A path as a person in the current folder would type it.
shown() {
  printf '%s' "${1#"$(pwd -P)"/}"
}

# --- What must be installed -------------------------------------------------------------------

# Prints nothing when nothing is missing.
set_up() {
  command -v swift >/dev/null ||
    die 69 "swift is not on the PATH; install Swift 6.2 or newer: https://www.swift.org/install"
  has_libraries || install_libraries
}

has_libraries() {
  command -v mpirun >/dev/null && command -v pkg-config >/dev/null &&
    pkg-config --exists ompi-c zlib 2>/dev/null
}

install_libraries() {
  local needs="mpirun, pkg-config and the pkg-config modules ompi-c and zlib are needed"
  if [[ $(uname -s) == Darwin ]]; then
    die 69 "$needs; run: brew install open-mpi pkgconf"
  fi
  local wanted=(libopenmpi-dev zlib1g-dev pkg-config) missing=() package
  local by_hand="apt-get update && apt-get install ${wanted[*]}"
  command -v apt-get >/dev/null ||
    die 69 "$needs; install them with this system's package manager (on Debian: $by_hand)"

  for package in "${wanted[@]}"; do
    [[ $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) == *"ok installed" ]] ||
      missing+=("$package")
  done
  ((${#missing[@]} > 0)) ||
    die 69 "$needs; their Debian packages are installed, but not all is found: see PATH and" \
      "PKG_CONFIG_PATH"

  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120)
  if [[ $(id -u) != 0 ]]; then
    command -v sudo >/dev/null || die 69 "$needs; as root, run: $by_hand"
    # Nobody is there to type a password in CI, nor without a terminal.
    if [[ ${CI:-} == true || ! -t 0 ]]; then apt=(sudo -n "${apt[@]}"); else apt=(sudo "${apt[@]}"); fi
  fi
  say "installing ${missing[*]} (Debian packages) ..."
  # An unreachable extra repository must not stop an installation that does not need it.
  quietly "${apt[@]}" update || say "apt-get update failed; trying with the lists that are here"
  quietly "${apt[@]}" install -y --no-install-recommends "${missing[@]}" ||
    die 69 "the installation failed; as root, run: $by_hand"
  has_libraries || die 69 "$needs, and are still not found: see PATH and PKG_CONFIG_PATH"
}

# --- Building -----------------------------------------------------------------------------------

# The built command, as the current folder sees it.
lockstep() {
  shown "$root/.build/release/lockstep"
}

build() {
  echo "Building (first time takes a minute) ..." >&2
  quietly swift build -c release --package-path "$root" --product lockstep
}
