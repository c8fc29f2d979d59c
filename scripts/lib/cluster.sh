# shellcheck shell=bash
# shellcheck disable=SC2154 # `root` is setup.sh's, the options are scripts/cluster's.
# Virtual hosts: network namespaces whose links meet in a bridge. Sourced by scripts/cluster after
# setup.sh.
#
# Cluster NAME is the namespaces lockstep-NAME-switch (the bridge), lockstep-NAME-0, -1 and so on
# (the hosts), and the folder /run/lockstep-cluster/NAME. A host's name, /etc/hosts and /dev/shm
# belong to the processes that are started on it, so nothing but these is ever left behind.

# The variable is for tests of a user who may not write to /run.
clusters=${LOCKSTEP_CLUSTER_FOLDER:-/run/lockstep-cluster}

namespace_of() { # NAME HOST-NUMBER|switch
  printf 'lockstep-%s-%s' "$1" "$2"
}

address_of() { # HOST-NUMBER
  printf '10.77.0.%d' "$((10 + $1))"
}

# --- What the machine must have -----------------------------------------------------------------

require_machine() {
  local pair tool
  [[ $(uname -s) == Linux ]] || die 69 "network namespaces are needed, which only Linux has"
  [[ $(id -u) == 0 ]] || die 69 "root is needed to make network namespaces; run this with sudo"
  for pair in iproute2:{ip,tc} util-linux:{unshare,mount,flock,setsid} hostname:hostname; do
    tool=${pair#*:}
    command -v "$tool" >/dev/null ||
      die 69 "$tool is needed; on Debian: apt-get install ${pair%%:*}"
  done
}

# attempt NEED COMMAND...: where the command fails, NEED is what the machine lacks.
attempt() {
  local need=$1 output
  shift
  output=$("$@" 2>&1 </dev/null) || die 69 "$need (\`$*\`: ${output//$'\n'/ })"
}

# --- Making and taking down ---------------------------------------------------------------------

# The folder is the claim to the name: making it either succeeds or tells that somebody has it.
claim() { # NAME
  mkdir -p "$clusters" 2>/dev/null || die 73 "$clusters cannot be made"
  mkdir "$clusters/$1" 2>/dev/null ||
    die 64 "a cluster '$1' is there already; take it down (scripts/cluster down --name $1) or" \
      "choose another name (--name)"
}

make_cluster() { # NAME; reads hosts, ranks_per_host, bandwidth, latency, loss
  local name=$1 switch number namespace
  local folder=$clusters/$1
  switch=$(namespace_of "$name" switch)
  write_files "$name"
  attempt "the right to make network namespaces is needed (containers: --privileged)" \
    ip netns add "$switch"
  attempt "a kernel with bridges is needed (module bridge)" \
    ip -n "$switch" link add name bridge0 type bridge
  attempt "a working bridge is needed" ip -n "$switch" link set bridge0 up
  for ((number = 0; number < hosts; number++)); do
    namespace=$(namespace_of "$name" "$number")
    attempt "a network namespace is needed" ip netns add "$namespace"
    attempt "a kernel with virtual links is needed (module veth)" \
      ip -n "$switch" link add name "port$number" type veth peer name eth0 netns "$namespace"
    attempt "a working bridge is needed" \
      ip -n "$switch" link set "port$number" master bridge0 up
    attempt "an address is needed" \
      ip -n "$namespace" address add "$(address_of "$number")/24" dev eth0
    attempt "a working link is needed" ip -n "$namespace" link set eth0 up
    attempt "a working link is needed" ip -n "$namespace" link set lo up
    slow_down "$switch" "port$number" "$namespace"
  done
}

write_files() { # NAME
  local number folder=$clusters/$1
  mkdir "$folder/sessions"
  for ((number = 0; number < hosts; number++)); do
    printf 'host-%d slots=%d\n' "$number" "$ranks_per_host" >>"$folder/hostfile"
    printf '%s host-%d\n' "$(address_of "$number")" "$number" >>"$folder/hosts"
  done
  printf '127.0.0.1 localhost\n' >>"$folder/hosts"
  # mpirun calls it as it would call ssh: HOST COMMAND. It cuts the agent's path at spaces, which
  # this repository's path may have.
  {
    echo '#!/usr/bin/env bash'
    # shellcheck disable=SC2016 # The agent's variables.
    printf 'host=$1\nshift\nexec %q launch --name %q "$host" -- sh -c "$*"\n' \
      "$root/scripts/cluster" "$1"
  } >"$folder/agent"
  chmod +x "$folder/agent"
}

# Rate in both directions of the link; delay and loss once on the way from host to host.
slow_down() { # SWITCH PORT NAMESPACE
  local parent=(root) delay=()
  # A queue that is full drops packets, so it holds what is on its way at a high rate.
  if [[ -n $latency$loss ]]; then delay=(limit 100000); fi
  if [[ -n $latency ]]; then delay+=(delay "$latency"); fi
  if [[ -n $loss ]]; then delay+=(loss "$loss"); fi
  if ((${#delay[@]} > 0)); then
    attempt "a kernel with netem is needed for --latency and --loss (module sch_netem)" \
      tc -n "$3" qdisc add dev eth0 root handle 1: netem "${delay[@]}"
    parent=(parent 1:1)
  fi
  if [[ -n $bandwidth ]]; then
    local need="a kernel with tbf is needed for --bandwidth (module sch_tbf)"
    local rate=(tbf rate "$bandwidth" burst 64kb latency 100ms)
    attempt "$need" tc -n "$3" qdisc add dev eth0 "${parent[@]}" "${rate[@]}"
    attempt "$need" tc -n "$1" qdisc add dev "$2" root "${rate[@]}"
  fi
}

namespaces() { # NAME
  ip netns list 2>/dev/null | sed -nE "s/^(lockstep-$1-(switch|[0-9]+))( .*)?$/\1/p"
}

processes() { # NAMESPACE...
  local namespace
  for namespace in "$@"; do ip netns pids "$namespace" 2>/dev/null || true; done
}

# Ends every process of the cluster and removes all that it is made of; complete or not, twice too.
take_down() { # NAME
  local namespaces pids try
  mapfile -t namespaces < <(namespaces "$1")
  # Until none is left: one may be forking while it is being ended.
  for ((try = 0; try < 100; try++)); do
    mapfile -t pids < <(processes "${namespaces[@]}")
    ((${#pids[@]} > 0)) || break
    kill -KILL "${pids[@]}" 2>/dev/null || true
    sleep 0.05
  done
  for namespace in "${namespaces[@]}"; do ip netns delete "$namespace" 2>/dev/null || true; done
  rm -rf "${clusters:?}/${1:?}"
  rmdir "$clusters" 2>/dev/null || true
}

# --- Finding ------------------------------------------------------------------------------------

# The names of all clusters, also of those that a crash has left half.
cluster_names() {
  {
    ip netns list 2>/dev/null | sed -nE 's/^lockstep-([a-z0-9]+)-(switch|[0-9]+)( .*)?$/\1/p'
    ls "$clusters" 2>/dev/null || true
  } | sort -u
}

# `up`, `running` (scripts/cluster run, alive) or `left` (what one that died has left behind).
state_of() { # NAME
  local lock=$clusters/$1/lock
  if [[ -e $lock ]]; then
    if flock --nonblock "$lock" true; then echo left; else echo running; fi
  elif [[ -d $clusters/$1 ]]; then
    echo up
  else
    echo left
  fi
}

# The number of a host of the cluster, from `host-1` or `1`.
number_of() { # NAME HOST
  local number=${2#host-}
  if [[ ! $number =~ ^(0|[1-9][0-9]{0,3})$ ]] ||
    ! grep -q "^host-$number " "$clusters/$1/hostfile" 2>/dev/null; then
    die 64 "the cluster '$1' has no host '$2'; \`scripts/cluster status\` lists them"
  fi
  printf '%s' "$number"
}

# Whether the host's link is up.
is_linked() { # NAME HOST-NUMBER
  local link
  link=$(ip -n "$(namespace_of "$1" switch)" -o link show "port$2" 2>/dev/null)
  [[ $link =~ [\<,]UP[\>,] ]]
}

# A line for the cluster and one for each host.
show() { # NAME
  local number link pids
  case $(state_of "$1") in
    up) echo "$1: up" ;;
    running) echo "$1: up, scripts/cluster run" ;;
    left) echo "$1: left by a crash; scripts/cluster down removes it" ;;
  esac
  for number in $(namespaces "$1" | sed -nE 's/.*-([0-9]+)$/\1/p' | sort -n); do
    link='cut'
    if is_linked "$1" "$number"; then link=up; fi
    mapfile -t pids < <(processes "$(namespace_of "$1" "$number")")
    printf '  host-%d  %s  link %s  processes: %d\n' \
      "$number" "$(address_of "$number")" "$link" "${#pids[@]}"
  done
}

# --- On a host ----------------------------------------------------------------------------------

# Replaces this process by a command on a host, from which a plain mpirun reaches all hosts.
enter() { # NAME HOST-NUMBER COMMAND...
  local folder=$clusters/$1 number=$2 namespace
  namespace=$(namespace_of "$1" "$2")
  shift 2
  set_mpi "$folder"
  # shellcheck disable=SC2016 # The inner shell's variables.
  exec ip netns exec "$namespace" unshare --uts --mount bash -c '
    set -e
    hostname "$1"
    [[ ! -e /etc/hosts ]] || mount --bind "$2" /etc/hosts
    [[ ! -d /dev/shm ]] || mount -t tmpfs -o mode=1777 tmpfs /dev/shm
    shift 2
    exec "$@"' bash "host-$number" "$folder/hosts" "$@"
}

# Open MPI's settings: first what the cluster is, then what a user may have chosen otherwise.
set_mpi() { # FOLDER
  local pair
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  export OMPI_MCA_orte_default_hostfile=$1/hostfile
  export OMPI_MCA_plm=rsh OMPI_MCA_plm_rsh_agent=$1/agent
  export OMPI_MCA_btl_tcp_if_include=eth0 OMPI_MCA_oob_tcp_if_include=eth0
  # What a killed job leaves there goes with the cluster.
  export OMPI_MCA_orte_tmpdir_base=$1/sessions
  # The hosts share the machine's cores: no rank may claim one, or burn it while it waits. The
  # control channel gives up a link that has been cut for six seconds: no sooner, because a link
  # that comes back after two must not end a job, and the kernel needs another to notice.
  for pair in pml=ob1 btl=self,vader,tcp btl_vader_single_copy_mechanism=none \
    hwloc_base_binding_policy=none mpi_yield_when_idle=1 \
    oob_tcp_keepalive_time=1 oob_tcp_keepalive_intvl=1 oob_tcp_keepalive_probes=6; do
    local name=OMPI_MCA_${pair%%=*}
    [[ -n ${!name+given} ]] || export "$name=${pair#*=}"
  done
}
