/// The way in which this process was started, detected from the environment.
///
/// It does not call MPI, so a solo run has no overhead.
public enum Launch: Equatable, Sendable {
  /// A single process: no launcher, or a launcher's only task.
  case solo

  /// One rank of a job that Open MPI's `mpirun` started.
  case openMPI(rank: Int, worldSize: Int)

  /// One of several tasks of another launcher, which this Open MPI library cannot join: without an
  /// error each task would train separately, on the same files.
  case unsupported(launcher: String, taskCount: Int)

  /// Returns the launcher that started this process, according to the environment.
  ///
  /// - Parameter environment: The variables by name, for example
  ///   `ProcessInfo.processInfo.environment`.
  /// - Returns: The launch; invalid numbers count as absent.
  public static func detect(_ environment: [String: String]) -> Launch {
    let variables = Variables(environment)
    if let rank = variables["OMPI_COMM_WORLD_RANK"], let size = variables["OMPI_COMM_WORLD_SIZE"],
      rank < size
    {
      return .openMPI(rank: rank, worldSize: size)
    }
    for (launcher, taskCount) in variables.taskCounts where taskCount > 1 {
      return .unsupported(launcher: launcher, taskCount: taskCount)
    }
    return .solo
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

  /// The number of tasks of each other launcher; the more specific launchers first, since
  /// MVAPICH's, Cray's and Slurm's set Hydra's variables as well.
  var taskCounts: [(launcher: String, taskCount: Int)] {
    [
      ("MVAPICH (mpirun_rsh or mpiexec)", self["MV2_COMM_WORLD_SIZE"] ?? 0),
      ("Slurm's srun", slurmTaskCount),
      ("Cray's PALS (mpiexec or aprun)", palsTaskCount),
      ("MPICH's or Intel MPI's mpiexec (Hydra)", hydraTaskCount),
    ]
  }

  /// The number of tasks of a step that `srun` started.
  ///
  /// A batch script and an interactive allocation also have `SLURM_PROCID`, but no step, or one
  /// with a reserved number (above `0xfffffff0`); there `mpirun` is started later.
  private var slurmTaskCount: Int {
    guard self["SLURM_PROCID"] != nil, let step = self["SLURM_STEP_ID"], step <= 0xffff_fff0
    else { return 0 }
    return self["SLURM_STEP_NUM_TASKS"] ?? self["SLURM_NTASKS"] ?? 0
  }

  /// PALS always sets the rank, and the size through PMI: a rank above zero implies other tasks.
  private var palsTaskCount: Int {
    guard let rank = self["PALS_RANKID"] else { return 0 }
    return max(rank + 1, self["PMI_SIZE"] ?? 0, self["PALS_LOCAL_SIZE"] ?? 0)
  }

  private var hydraTaskCount: Int {
    self["PMI_RANK"] == nil ? 0 : self["PMI_SIZE"] ?? 0
  }
}
