# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # What only one of the two names is the other's.
# One job of scripts/run-elastic: how many ranks, mpirun's line, its end and what to say of that. Sourced
# by scripts/run-elastic after mpirun.sh and hosts.sh.

# Sets `count`, the number of ranks to start with; nothing where too few hosts answer.
choose_count() {
  local most=$ranks
  count=$ranks silent=()
  ((${#host_names[@]} > 0)) || return 0
  count_slots
  most=${most:-$all_slots}
  if ((most <= all_slots)); then
    count=$((most < slots ? most : slots))
  elif may_oversubscribe; then
    # Every slot that is left has its share.
    count=$((all_slots > 0 ? most * slots / all_slots : 0))
  elif ((${#silent[@]} == 0)); then
    die 64 "$most ranks and $all_slots slots; give the hosts more (slots=N), or say --oversubscribe"
  else
    # How many slots the others have, nobody knows yet.
    count=$slots
  fi
  if ((slots == 0 || count < min_ranks)); then count=''; fi
}

may_oversubscribe() {
  [[ -n ${OMPI_MCA_rmaps_base_oversubscribe:-} || " ${passed[*]-} " == *' --oversubscribe '* ]]
}

# Starts mpirun in a process group of its own, so that it does not get the terminal's Ctrl-C beside
# the signal from here: mpirun takes two of them for an order to drop everything.
start_job() {
  local line=(env)
  if ((${#settings[@]} > 0)); then line+=("${settings[@]}"); fi
  line+=("LOCKSTEP_ATTEMPT=$attempt" mpirun -np "$count" -x LOCKSTEP_ATTEMPT)
  ((${#host_names[@]} == 0)) || line+=(--host "$(answering_hosts)")
  if ((${#options[@]} > 0)); then line+=("${options[@]}"); fi
  if ((${#passed[@]} > 0)); then line+=("${passed[@]}"); fi
  line+=("${program[@]}")
  if ((attempt > 1)) && [[ " ${program[*]} " != *' --resume '* ]]; then line+=(--resume); fi
  show_line "${line[@]}"

  rm -f "$work/errors"
  mkfifo "$work/errors"
  (
    trap '' HUP INT TERM USR1
    exec tee "$work/said" <"$work/errors" >&2
  ) &
  reader=$!
  set -m
  (exec "${line[@]}") </dev/null 2>"$work/errors" &
  job=$!
  set +m
  session=pid.$job
  # Whoever asked to end while there was no job yet was heard, but could not be obeyed.
  ((stops == 0)) || kill -USR1 "$job" 2>/dev/null || true
}

# Sets `id`, the number of mpirun's own job, as soon as that is written. What a job has left in
# memory bears it, also where mpirun has had the time to remove its session folder.
note_job_number() {
  local line contact try
  contact=$session_base
  [[ $contact != - ]] || contact=${TMPDIR:-${TEMP:-${TMP:-/tmp}}}
  line=$(uname -n)
  contact=$contact/ompi.${line%%.*}.$(id -u)/$session/contact.txt
  id=-
  for ((try = 0; try < 200; try++)); do
    if [[ -s $contact ]] && IFS= read -r line 2>/dev/null <"$contact"; then
      [[ ! ${line%%.*} =~ ^[0-9]+$ ]] || id=${line%%.*}
      return 0
    fi
    kill -0 "$job" 2>/dev/null || return 0
    sleep 0.05
  done
}

# Whether mpirun has a living process of its own: a rank, or the agent of another host.
has_children() { # PROCESS
  # shellcheck disable=SC2009 # macOS's pgrep cannot leave out those that are dead (Z).
  ps -A -o ppid= -o stat= | grep -qE "^ *$1 +[^Z]"
}

# Ends an mpirun that is locked up. Open MPI 4.1.4 can do so at the death of a rank that was just
# reaching out to it: all ranks are gone, and it stays for ever.
watch_over() { # PROCESS
  local quiet=0
  # The terminal's signals are for the script alone.
  trap '' HUP INT
  command -v ps >/dev/null || return 0
  while kill -0 "$1" 2>/dev/null; do
    sleep 1.0
    if has_children "$1"; then quiet=0; else quiet=$((quiet + 1)); fi
    if ((quiet == 15)); then
      : >"$work/locked-up"
      kill -KILL "$1" 2>/dev/null || true
    fi
  done
}

# Runs one job to its end; sets `code`, its exit code, and `death`, what there is to say of that.
run_job() {
  local try watcher
  start_job
  rm -f "$work/locked-up"
  watch_over "$job" &
  watcher=$!
  note_job_number
  code=0
  wait_for "$job" || code=$?
  job=
  kill "$watcher" 2>/dev/null || true
  wait "$watcher" 2>/dev/null || true
  # The last words are on their way.
  for ((try = 0; try < 40; try++)); do
    kill -0 "$reader" 2>/dev/null || break
    sleep 0.05
  done
  kill "$reader" 2>/dev/null || true
  describe_death
}

name_of_signal() { # NUMBER
  printf 'SIG%s' "$(kill -l "$1" 2>/dev/null || printf '%s' "$1")"
}

describe_death() {
  local said folder_of pattern='process rank ([0-9]+) .*on node ([^ ]+) exited on signal ([0-9]+)'
  said=$(<"$work/said")
  # mpirun removes its session folder, unless it had no time to.
  folder_of=$session_base
  [[ $folder_of != - ]] || folder_of=${TMPDIR:-${TEMP:-${TMP:-/tmp}}}
  death="the job ended"
  if [[ -e $work/locked-up ]]; then
    death="mpirun was locked up without a rank, and was ended"
  elif [[ $said =~ $pattern ]]; then
    death="rank ${BASH_REMATCH[1]} on ${BASH_REMATCH[2]} was ended by"
    death+=" $(name_of_signal "${BASH_REMATCH[3]}")"
  elif [[ $said =~ Remote\ daemon:[^$'\n']*on\ node\ ([^[:space:]]+) ]]; then
    death="the connection to ${BASH_REMATCH[1]} was lost"
  elif [[ $said == *'unable to reliably start'* ]]; then
    death="mpirun lost a process of its own on a host, or could not start it"
  elif ((code > 128)) && compgen -G "$folder_of/ompi.*.$(id -u)/$session" >/dev/null; then
    death="mpirun was ended by $(name_of_signal $((code - 128)))"
  elif [[ $said =~ \[\[[0-9]+,[0-9]+\],([0-9]+)\][[:space:]]+Exit\ code:\ +([0-9]+) ]]; then
    death="rank ${BASH_REMATCH[1]} ended with exit code ${BASH_REMATCH[2]}"
  elif ((code == 75)); then
    death="the ranks were asked to end, and saved"
  fi
  death+=" (mpirun's exit code: $code)"
}

# Whether a restart may help.
is_curable() {
  case $code in
    64 | 65 | 66 | 76 | 126 | 127) return 1 ;;
    # The folder may still be locked by a rank that was cut off.
    73) ((attempt > 1)) && [[ $(<"$work/said") == *lockstep.lock* ]] ;;
  esac
}
