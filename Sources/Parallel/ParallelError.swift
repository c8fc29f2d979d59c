package import Kernels

/// An error of a job that spans several processes.
package enum ParallelError: Error, Equatable {
  /// The leaf count is not a power of two from 1 to 1,024.
  case leafCount(Int)
  /// There are more ranks than leaves.
  case worldSize(Int, leafCount: Int)
  /// The `shared` exchange was requested on more than one host.
  case severalHosts(Int)
  /// No exchange has this name.
  case unknownExchange(String)
  /// A launcher other than Open MPI's has started several processes; the count is nil where it does
  /// not tell.
  case foreignLauncher(String, taskCount: Int?)
  /// Open MPI's variables of a rank and of the number of ranks are of no rank.
  case noRank(rank: String, worldSize: String?)
  /// A launcher has started this process, but its variables are not there.
  case noVariables(launcher: String)
  /// MPI takes this process for another rank than the launcher does.
  case launch(rank: Int, worldSize: Int?, foundRank: Int, foundSize: Int)
  /// The system allows no further thread.
  case noThread(reason: String)
  /// Under `mpirun`, a collective call was made outside `ProcessGroup.run`.
  case notInGroup(worldSize: Int)
  /// A collective call was made by a callback, which runs on rank 0 alone.
  case inCallback(String)
  /// There are no kernels for this processor, or not those that `LOCKSTEP_KERNELS` names.
  case kernels(InstructionSetError)
  /// `LOCKSTEP_TIMEOUT` is not a duration.
  case timeout(String)
  /// `LOCKSTEP_WAIT` is not a list of the job's ranks.
  case waitingRanks(String, worldSize: Int)
  /// The ranks made different collective calls.
  case differentCalls(rank: Int, found: String, expected: String)
  /// A rank has this error in work that it does for others.
  case onWorkingRank(Int, error: String)
  /// Ranks were started with different settings.
  case disagreement(what: String, rank: Int, found: String, expected: String)
}

extension ParallelError: CustomStringConvertible {
  /// One line: what was found, what was expected, what to do.
  package var description: String {
    switch self {
    case .leafCount(let found):
      "the leaf count is \(found); expected a power of two from 1 to 1024"
    case .worldSize(let worldSize, let leafCount):
      "\(worldSize) ranks for \(leafCount) leaves; every rank needs a leaf: start at most "
        + "\(leafCount) ranks (mpirun -np), or give more leaves"
    case .severalHosts(let count):
      "the exchange shared needs all ranks on one host, found \(count) hosts; use ordered or auto"
    case .unknownExchange(let name):
      "exchange \(name): expected auto, shared, ordered or mpi"
    case .foreignLauncher(let launcher, let taskCount):
      "started by \(launcher) as \(taskCount.map { "\($0) tasks" } ?? "one of several tasks"), "
        + "without Open MPI's variables; start it with Open MPI's own launcher: mpirun -np "
        + "\(taskCount.map { "\($0)" } ?? "N") lockstep ..."
    case .noRank(let rank, let worldSize):
      "OMPI_COMM_WORLD_RANK is \(Self.shown(rank)), OMPI_COMM_WORLD_SIZE is "
        + "\(worldSize.map(Self.shown) ?? "not set"); expected a rank below the size, as mpirun "
        + "sets them; unset both to train in one process"
    case .noVariables(let launcher):
      "started by \(launcher), without the variables that tell this process its rank: something "
        + "between the two, as env -i or sudo, has taken them away; let it pass on those that begin "
        + "with OMPI_ and PMIX_"
    case .launch(let rank, let worldSize, let foundRank, let foundSize):
      "the launcher calls this process rank \(rank)\(worldSize.map { " of \($0)" } ?? ""), MPI "
        + "calls it rank \(foundRank) of \(foundSize); start it with the mpirun of the Open MPI that it was "
        + "built with, and without another launcher's variables"
    case .noThread(let reason):
      "a thread cannot be started: \(reason); raise the limit of processes (ulimit -u)"
    case .notInGroup(let worldSize):
      "started by mpirun on \(worldSize) ranks, but called without their group; put the program in "
        + "ProcessGroup.run { group in ... } and pass on: group"
    case .inCallback(let call):
      "\(call) was called in a callback, which rank 0 runs alone; call it before or after fit"
    case .kernels(let error): error.description
    case .timeout(let found):
      "LOCKSTEP_TIMEOUT is \(found); expected a time such as 90s, 5m or 2h, or 0 for no limit"
    case .waitingRanks(let found, let worldSize):
      "LOCKSTEP_WAIT is \(Self.shown(found)); expected ranks from 0 to \(worldSize - 1), such as 0 "
        + "or 0,3, with commas between them"
    case .differentCalls(let rank, let found, let expected):
      "rank 0 is at \(expected), rank \(rank) at \(found); every rank of a group makes the same "
        + "calls in the same order, with the same arguments"
    case .onWorkingRank(let rank, let error): "rank \(rank): \(error)"
    case .disagreement(let what, let rank, let found, let expected):
      "the ranks' \(what) differ: rank \(rank) has \(found), rank 0 has \(expected); start every "
        + "rank with the same program, options and data"
    }
  }
}

extension ParallelError {
  /// Returns the value of an environment variable for a line: printable ASCII, and not too long.
  private static func shown(_ value: String) -> String {
    let scalars = value.unicodeScalars.map { (0x20..<0x7F).contains($0.value) ? $0 : "?" }
    return String(String.UnicodeScalarView(scalars.prefix(60)))
  }
}
