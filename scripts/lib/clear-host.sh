#!/bin/sh
# Removes from this host what a dead MPI job has left on it, and nothing of any other job; then
# prints how many cores the host has. Plain sh: it also runs on other hosts, through ssh.
#
#   sh clear-host.sh BASE SESSION JOBID
#
# BASE     the folder that Open MPI's session folders are in; `-` is this host's usual one
# SESSION  the job's session folder: pid.PID beside mpirun, jf.FAMILY elsewhere; `-` is none
# JOBID    the number of mpirun's own job, whose ranks are job JOBID + 1; `-` reads it from the
#          session folder, where that is left

base=$1 session=$2 id=$3
[ "$base" != - ] || base=${TMPDIR:-${TEMP:-${TMP:-/tmp}}}
host=$(uname -n)
user=$(id -u)
parent=$base/ompi.${host%%.*}.$user
folder=$parent/$session

# Ends every process whose FILE in /proc holds these lines, each as a whole: `pid.12` is not
# `pid.123`.
end_processes() { # FILE LINE...
  file=$1
  shift
  grep -lsaF -e "$1" /proc/[0-9]*/"$file" | while read -r entry; do
    pid=${entry#/proc/} pid=${pid%%/*}
    for expected in "$@"; do
      tr '\0' '\n' 2>/dev/null <"$entry" | grep -qxF -e "$expected" || continue 2
    done
    kill -KILL "$pid" 2>/dev/null
  done
}

# A job's number may come back one day: what a living process uses is not the dead one's.
remove_segments() { # JOBID
  number=$(printf '%x' $(($1 + 1)))
  for folder_of in /dev/shm "${OMPI_MCA_osc_sm_backing_directory:-/dev/shm}" \
    "${OMPI_MCA_btl_vader_backing_directory:-/dev/shm}"; do
    for segment in "$folder_of"/vader_segment.*."$user.$number".* \
      "$folder_of"/osc_*."$number".*; do
      if [ ! -f "$segment" ] || [ ! -O "$segment" ]; then continue; fi
      grep -qsF -e " $segment" /proc/[0-9]*/maps || rm -f "$segment"
    done
  done
}

if [ "$session" != - ]; then
  if [ "$id" = - ] && [ -r "$folder/contact.txt" ]; then
    # Its first line is JOBID.0;ADDRESS...
    read -r line <"$folder/contact.txt"
    id=${line%%.*}
  fi
  if [ -d /proc/self ]; then
    end_processes environ "PMIX_SERVER_TMPDIR=$folder"
    # Open MPI's process of this host, which mpirun may have had no time to end.
    case $session in jf.*) end_processes cmdline ess_base_jobid "$id" ;; esac
  fi
  case $id in
    '' | *[!0-9]*) ;;
    *) remove_segments "$id" ;;
  esac
  if [ -d "$folder" ]; then
    rm -rf "$folder"
    rmdir "$parent" 2>/dev/null
  fi
fi

cores=$(lscpu -p=CORE,SOCKET 2>/dev/null | grep -v '^#' | sort -u | grep -c .)
[ "${cores:-0}" -gt 0 ] || cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
echo "cores $cores"
