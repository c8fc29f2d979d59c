/// Whether root runs the program, which Open MPI's `mpirun` refuses unless it is told otherwise.
struct RootFacts: Codable, Equatable, Sendable {
  var isRoot = false
  /// Whether the variables that allow it are set.
  var isAllowed = false
  /// Whether mpirun has started this process.
  var isRank = false
}

extension RootFacts {
  var findings: [Finding] {
    guard isRoot else { return [Finding("user", .ok, "not root")] }
    guard !isAllowed, !isRank else { return [Finding("user", .ok, "root, which mpirun accepts")] }
    return [
      Finding(
        "user", .problem, "root, which mpirun refuses to run as",
        remedy: "run as another user; in a container: export OMPI_ALLOW_RUN_AS_ROOT=1 "
          + "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1, as lockstep launch does by itself")
    ]
  }
}
