/// The script that runs on each host: it removes the remains of a dead MPI job, and nothing of any
/// other job, and prints the number of cores.
///
/// It is POSIX sh, passed on standard input, so nothing needs to be installed on other hosts.
enum HostScript {
  /// Returns the arguments of `sh` that run the script from standard input.
  ///
  /// - Parameters:
  ///   - session: The dead job, or nil.
  ///   - base: The parent of Open MPI's session folders; nil for the host's default.
  ///   - isLaunching: Whether mpirun ran on that host. On other hosts the session folder is named
  ///     after the job's family instead of mpirun's process.
  /// - Returns: The arguments.
  static func arguments(
    clearing session: JobSession?, base: String?, isLaunching: Bool
  ) -> [String] {
    let number = session?.number
    let name = isLaunching ? session.map { "pid.\($0.process)" } : number.map { "jf.\($0 >> 16)" }
    return ["-s", "--", base ?? "-", name ?? "-", number.map { "\($0)" } ?? "-"]
  }

  /// Parses the answer from the output of a host; nil if there is none.
  static func answer(_ text: String) -> HostTable.Answer? {
    let lines = text.split(separator: "\n")
    return lines.firstMatch(of: /cores ([1-9][0-9]*)/).map {
      HostTable.Answer(coreCount: $0, hadKilledJob: lines.contains("killed"))
    }
  }

  /// The script: prints `killed` where Open MPI's own process of the job was killed, and `cores N`.
  static let text = #"""
    base=$1 session=$2 id=$3
    [ "$base" != - ] || base=${TMPDIR:-${TEMP:-${TMP:-/tmp}}}
    host=$(uname -n)
    user=$(id -u)
    parent=$base/ompi.${host%%.*}.$user
    folder=$parent/$session

    # Prints the number of every process whose FILE in /proc holds these lines, each as a whole:
    # `pid.12` is not `pid.123`.
    find_processes() { # FILE LINE...
      file=$1
      shift
      grep -lsaF -e "$1" /proc/[0-9]*/"$file" | while read -r entry; do
        for expected in "$@"; do
          tr '\0' '\n' 2>/dev/null <"$entry" | grep -qxF -e "$expected" || continue 2
        done
        entry=${entry#/proc/}
        echo "${entry%%/*}"
      done
    }

    # A job's number may come back one day: what a living process uses is not the dead one's.
    remove_segments() { # JOBID, whose ranks are job JOBID + 1
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
        processes=$(find_processes environ "PMIX_SERVER_TMPDIR=$folder")
        case $session in
          jf.*)
            # Open MPI's process of this host, which mpirun may have had no time to end.
            daemon=$(find_processes cmdline ess_base_jobid "$id")
            processes="$processes $daemon"
            # It removes its folder, unless it was killed.
            if [ -d "$folder" ] && [ -z "$daemon" ]; then echo killed; fi
            ;;
        esac
        [ -z "${processes# }" ] || kill -KILL $processes 2>/dev/null
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

    """#
}

extension [Substring] {
  /// Returns the number in the first line that matches the form completely.
  fileprivate func firstMatch(of form: Regex<(Substring, Substring)>) -> Int? {
    lazy.compactMap { line in line.wholeMatch(of: form).flatMap { Int($0.1) } }.first
  }
}
