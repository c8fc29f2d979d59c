/// The way in which this process was started, detected from the environment.
///
/// It does not call MPI, so a solo run has no overhead.
public enum Launch: Equatable, Sendable {
  /// A single process: no launcher, or a launcher's only task.
  case solo

  /// One rank of a job that Open MPI's `mpirun` started.
  case openMPI(rank: Int, worldSize: Int)

  /// A rank of a launcher that speaks PMIx, which Open MPI's library can join; how many there are
  /// is known once MPI runs.
  case pmix(rank: Int)

  /// One of several tasks of another launcher, which this Open MPI library cannot join: without an
  /// error each task would train separately, on the same files. The count is nil where the launcher
  /// does not tell.
  case unsupported(launcher: String, rank: Int, taskCount: Int?)

  /// Open MPI's variables, but of no rank: without an error each of several processes that have
  /// them would train alone.
  case noRank(rank: String, worldSize: String?)

  /// Returns the launcher that started this process, according to the environment.
  ///
  /// - Parameter environment: The variables by name, for example
  ///   `ProcessInfo.processInfo.environment`.
  /// - Returns: The launch; of other launchers than Open MPI's invalid numbers count as absent.
  public static func detect(_ environment: [String: String]) -> Launch {
    let variables = Variables(environment)
    if let given = environment["OMPI_COMM_WORLD_RANK"], !given.isEmpty {
      guard let rank = variables["OMPI_COMM_WORLD_RANK"],
        let size = variables["OMPI_COMM_WORLD_SIZE"], rank < size
      else {
        let size = environment["OMPI_COMM_WORLD_SIZE"].flatMap { $0.isEmpty ? nil : $0 }
        return .noRank(rank: given, worldSize: size)
      }
      return .openMPI(rank: rank, worldSize: size)
    }
    if let rank = variables["PMIX_RANK"], environment["PMIX_NAMESPACE"] != nil {
      return environment.keys.contains { $0.hasPrefix("PMIX_SERVER_URI") }
        ? .pmix(rank: rank)
        : .unsupported(
          launcher: "a PMIx launcher that gives no address of its server (PMIX_SERVER_URI)",
          rank: rank, taskCount: nil)
    }
    return variables.foreignLaunch ?? .solo
  }

  /// This process's number among those that the launcher started, 0 for a process alone.
  public var rank: Int {
    switch self {
    case .solo, .noRank: 0
    case .openMPI(let rank, _), .pmix(let rank), .unsupported(_, let rank, _): rank
    }
  }
}

extension Launch {
  /// Whether MPI, which runs, has joined the launcher's job rather than made one of its own.
  ///
  /// - Parameter environment: The variables before MPI started; a job of its own has others.
  /// - Returns: Whether they are still those of the launcher.
  package static func hasJoined(_ environment: [String: String]) -> Bool {
    environmentVariable("PMIX_NAMESPACE") == environment["PMIX_NAMESPACE"]
  }
}

/// The environment, as non-negative numbers.
private struct Variables {
  let environment: [String: String]

  init(_ environment: [String: String]) {
    self.environment = environment
  }

  subscript(name: String) -> Int? {
    environment[name].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
  }

  /// The launchers by the variables of a task's rank and of the number of tasks; more telling ones
  /// first, since MVAPICH's, Cray's, Flux's and Slurm's set Hydra's variables as well.
  private static let launchers: [(name: String, rank: String, size: String)] = [
    ("MVAPICH (mpirun_rsh or mpiexec)", "MV2_COMM_WORLD_RANK", "MV2_COMM_WORLD_SIZE"),
    ("Flux", "FLUX_TASK_RANK", "FLUX_JOB_SIZE"),
    ("IBM's jsrun", "JSM_NAMESPACE_RANK", "JSM_NAMESPACE_SIZE"),
    ("Cray's PALS (mpiexec or aprun)", "PALS_RANKID", "PMI_SIZE"),
    ("Cray's aprun", "ALPS_APP_PE", "PMI_SIZE"),
    ("MPICH's or Intel MPI's mpiexec (Hydra)", "PMI_RANK", "PMI_SIZE"),
    ("a PMI launcher", "PMI_ID", "PMI_SIZE"),
    ("Horovod's horovodrun", "HOROVOD_RANK", "HOROVOD_SIZE"),
    ("torchrun", "RANK", "WORLD_SIZE"),
  ]

  /// The launch by another launcher that has started more than this process; nil for none.
  var foreignLaunch: Launch? {
    if let slurm = slurmLaunch { return slurm }
    for launcher in Self.launchers {
      guard let rank = self[launcher.rank] else { continue }
      let size = self[launcher.size]
      // A name as common as `RANK` tells nothing by itself.
      if size == nil, launcher.rank == "RANK" { continue }
      let count = max(size ?? 0, rank + 1)
      // The first task of a launcher that does not tell their number may be one of many.
      if count > 1 || size == nil {
        return .unsupported(
          launcher: launcher.name, rank: rank, taskCount: count > 1 ? count : nil)
      }
    }
    return nil
  }

  /// A step that `srun` started.
  ///
  /// A batch script and an interactive allocation also have `SLURM_PROCID`, but no step, or one
  /// with a reserved number (above `0xfffffff0`); there `mpirun` is started later.
  private var slurmLaunch: Launch? {
    guard let rank = self["SLURM_PROCID"] else { return nil }
    let step = self["SLURM_STEP_ID"] ?? self["SLURM_STEPID"]
    let isStep = step.map { $0 <= 0xffff_fff0 } ?? (rank > 0)
    guard isStep else { return nil }
    let count = max(self["SLURM_STEP_NUM_TASKS"] ?? self["SLURM_NTASKS"] ?? 0, rank + 1)
    return count > 1 ? .unsupported(launcher: "Slurm's srun", rank: rank, taskCount: count) : nil
  }
}
