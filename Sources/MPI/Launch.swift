/// How this process was started, read from the environment alone.
///
/// Nothing of MPI is called, so a solo run pays nothing for it.
public enum Launch: Equatable, Sendable {
  /// One process: no launcher, or a launcher's single task.
  case solo

  /// One rank of a job that Open MPI's `mpirun` started.
  case openMPI(rank: Int, worldSize: Int)

  /// One of several tasks of another launcher, which Open MPI's library here cannot join: without
  /// an error each task would train alone, on the same files.
  case unsupported(launcher: String, taskCount: Int)

  /// Tells from the environment which launcher started this process.
  ///
  /// - Parameter environment: The variables by name, for example
  ///   `ProcessInfo.processInfo.environment`.
  /// - Returns: The launch; numbers that make no sense count as absent.
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

  /// How many tasks each other launcher says it started; more telling ones first, since MVAPICH's,
  /// Cray's and Slurm's launchers set Hydra's variables as well.
  var taskCounts: [(launcher: String, taskCount: Int)] {
    [
      ("MVAPICH (mpirun_rsh or mpiexec)", self["MV2_COMM_WORLD_SIZE"] ?? 0),
      ("Slurm's srun", slurmTaskCount),
      ("Cray's PALS (mpiexec or aprun)", palsTaskCount),
      ("MPICH's or Intel MPI's mpiexec (Hydra)", hydraTaskCount),
    ]
  }

  /// The tasks of a step that `srun` started.
  ///
  /// A batch script and an interactive allocation have `SLURM_PROCID` too, but no step, or one
  /// with a reserved number (above `0xfffffff0`); there `mpirun` is still to come.
  private var slurmTaskCount: Int {
    guard self["SLURM_PROCID"] != nil, let step = self["SLURM_STEP_ID"], step <= 0xffff_fff0
    else { return 0 }
    return self["SLURM_STEP_NUM_TASKS"] ?? self["SLURM_NTASKS"] ?? 0
  }

  /// PALS gives the rank always and the size through PMI: a rank above zero proves company.
  private var palsTaskCount: Int {
    guard let rank = self["PALS_RANKID"] else { return 0 }
    return max(rank + 1, self["PMI_SIZE"] ?? 0, self["PALS_LOCAL_SIZE"] ?? 0)
  }

  private var hydraTaskCount: Int {
    self["PMI_RANK"] == nil ? 0 : self["PMI_SIZE"] ?? 0
  }
}
