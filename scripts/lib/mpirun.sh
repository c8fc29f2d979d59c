# shellcheck shell=bash
# shellcheck disable=SC2034 # What is set here, the sourcing script reads.
# How the scripts call mpirun. Sourced after setup.sh.

settings=() # NAME=VALUE, for env
options=()  # for mpirun

# A batch system or a default host file may spread the ranks over hosts; then slots, binding and
# transports are theirs to choose.
is_on_one_host() {
  [[ -z ${OMPI_MCA_orte_default_hostfile:-}${PRTE_MCA_prte_default_hostfile:-} ]] &&
    [[ -z ${PBS_NODEFILE:-}${LSB_HOSTS:-}${PE_HOSTFILE:-} && ${SLURM_JOB_NUM_NODES:-1} == 1 ]]
}

# Adds NAME=VALUE to `settings`, unless the user has set NAME.
set_unless_given() {
  local name=$1
  [[ -n ${!name+given} ]] || settings+=("$name=$2")
}

let_root_run() {
  [[ $(id -u) == 0 ]] || return 0
  set_unless_given OMPI_ALLOW_RUN_AS_ROOT 1
  set_unless_given OMPI_ALLOW_RUN_AS_ROOT_CONFIRM 1
}

# Fits ranks to the processors of this machine.
fit_to_this_host() { # RANKS
  # Both shorten start-up and messages inside a host (measured with Open MPI 4.1).
  set_unless_given OMPI_MCA_pml ob1
  set_unless_given OMPI_MCA_btl_vader_single_copy_mechanism none
  if (($1 > $(thread_count))); then
    [[ -n ${OMPI_MCA_rmaps_base_oversubscribe:-} ]] || options+=(--oversubscribe)
    [[ -n ${OMPI_MCA_hwloc_base_binding_policy:-} ]] || options+=(--bind-to none)
  elif (($1 > $(core_count))); then
    # Enough processors, but Open MPI counts cores and would refuse.
    options+=(--use-hwthread-cpus)
  fi
}

# Shows a command line on standard error as one that can be pasted.
show_line() {
  printf '+' >&2
  printf ' %q' "$@" >&2
  printf '\n' >&2
}
