# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # `root` is setup.sh's; the arrays are for the sourcing script.
# The hosts of a job: their names and slots, and which of them answer. Sourced after setup.sh.

host_names=()
host_slots=()  # 0: as many as the host has cores, which it says when it answers
host_answers=() # 1, or 0

add_host() { # NAME SLOTS
  local index
  for ((index = 0; index < ${#host_names[@]}; index++)); do
    [[ ${host_names[index]} == "$1" ]] || continue
    # mpirun adds up a host's lines.
    host_slots[index]=$((host_slots[index] + $2))
    return 0
  done
  host_names+=("$1")
  host_slots+=("$2")
  host_answers+=(1)
}

read_host_list() { # NAME[:SLOTS],...
  local entry entries
  IFS=, read -ra entries <<<"$1"
  ((${#entries[@]} > 0)) || die 64 "--host names no host"
  for entry in "${entries[@]}"; do
    [[ $entry =~ ^([^:,]+)(:([1-9][0-9]*))?$ ]] ||
      die 64 "--host: '$entry', expected NAME or NAME:SLOTS"
    add_host "${BASH_REMATCH[1]}" "${BASH_REMATCH[3]:-1}"
  done
}

read_host_file() { # PATH
  local line word words slots
  [[ -r $1 ]] || die 66 "$1: this host file cannot be read"
  while IFS= read -r line || [[ -n $line ]]; do
    read -ra words <<<"${line%%#*}"
    ((${#words[@]} > 0)) || continue
    slots=0
    for word in "${words[@]:1}"; do
      [[ ! $word =~ ^(slots|count)=([1-9][0-9]*)$ ]] || slots=${BASH_REMATCH[2]}
    done
    add_host "${words[0]}" "$slots"
  done <"$1"
  ((${#host_names[@]} > 0)) || die 66 "$1: this host file names no host"
}

is_this_host() { # NAME
  local name
  name=$(uname -n)
  case $1 in
    localhost | 127.* | ::1 | "$name" | "${name%%.*}") return 0 ;;
  esac
  [[ " $(hostname -I 2>/dev/null) " == *" $1 "* ]]
}

# The launch agent, as mpirun would find it: the first of a list, cut at spaces.
agent_words() {
  local line=${OMPI_MCA_plm_rsh_agent:-ssh}
  line=${line%%:*}
  read -ra agent <<<"$line"
  if [[ ${agent[0]##*/} == ssh ]]; then
    agent+=(-o BatchMode=yes -o "ConnectTimeout=$answer_limit")
  fi
}

# Ends a command after `answer_limit` seconds, where the system has the tool for it.
within_limit() {
  if command -v timeout >/dev/null; then
    timeout -k 1 "$answer_limit" "$@"
  else
    "$@"
  fi
}

# Asks all hosts at once to remove what the dead job has left there, and notes which of them
# answer. It takes `answer_limit` seconds at most. Sets `killed` to the names of those on which the
# job was killed.
ask_hosts() { # BASE SESSION JOBID; session and job number are `-` where there is none
  local index process processes=() agent family=- said
  local pattern=$'\n''cores ([1-9][0-9]*)'
  killed=()
  agent_words
  # Beside mpirun the session folder bears mpirun's process number; elsewhere it bears this.
  [[ $3 == - ]] || family=jf.$(($3 >> 16))
  for ((index = 0; index < ${#host_names[@]}; index++)); do
    (
      set +e
      trap - EXIT INT TERM HUP USR1
      if is_this_host "${host_names[index]}"; then
        within_limit sh "$root/scripts/lib/clear-host.sh" "$1" "$2" "$3"
      else
        within_limit "${agent[@]}" "${host_names[index]}" sh -s -- "$1" "$family" "$3" \
          <"$root/scripts/lib/clear-host.sh"
      fi >"$work/host-$index" 2>"$work/host-$index-errors"
    ) &
    processes+=("$!")
  done
  for process in "${processes[@]}"; do
    wait_for "$process" || true
  done
  for ((index = 0; index < ${#host_names[@]}; index++)); do
    host_answers[index]=0
    said=$'\n'$(<"$work/host-$index")
    [[ $said != *$'\nkilled'* ]] || killed+=("${host_names[index]}")
    if [[ $said =~ $pattern ]]; then
      host_answers[index]=1
      ((host_slots[index] > 0)) || host_slots[index]=${BASH_REMATCH[1]}
    fi
  done
}

# Sets `slots`, the slots of the hosts that answer, `all_slots`, and `silent`, the names of the
# hosts that do not answer.
count_slots() {
  local index
  slots=0 all_slots=0 silent=()
  for ((index = 0; index < ${#host_names[@]}; index++)); do
    all_slots=$((all_slots + host_slots[index]))
    if ((host_answers[index])); then
      slots=$((slots + host_slots[index]))
    else
      silent+=("${host_names[index]}")
    fi
  done
}

# The hosts that answer, in the form of mpirun's --host.
answering_hosts() {
  local index list=
  for ((index = 0; index < ${#host_names[@]}; index++)); do
    ((host_answers[index])) || continue
    list+=,${host_names[index]}:${host_slots[index]}
  done
  printf '%s' "${list#,}"
}
