import MPI
import Testing

@Suite("Launch")
struct LaunchTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let environment: [String: String]
    let launch: Launch

    var testDescription: String { name }
  }

  private static let srun = "Slurm's srun"
  private static let hydra = "MPICH's or Intel MPI's mpiexec (Hydra)"
  private static let mvapich = "MVAPICH (mpirun_rsh or mpiexec)"
  private static let pals = "Cray's PALS (mpiexec or aprun)"

  /// What each launcher sets, as its documentation says.
  static let cases = [
    Case(name: "nothing", environment: ["PATH": "/bin", "HOME": "/"], launch: .solo),
    Case(
      name: "mpirun", environment: openMPI(rank: "2", size: "4"),
      launch: .openMPI(rank: 2, worldSize: 4)),
    Case(
      name: "mpirun with one rank", environment: openMPI(rank: "0", size: "1"),
      launch: .openMPI(rank: 0, worldSize: 1)),
    Case(
      name: "mpirun inside a Slurm step",
      environment: openMPI(rank: "1", size: "2").merging(slurm(step: "0", tasks: "8")) { $1 },
      launch: .openMPI(rank: 1, worldSize: 2)),
    Case(
      name: "a rank out of range", environment: openMPI(rank: "4", size: "4"),
      launch: .noRank(rank: "4", worldSize: "4")),
    Case(
      name: "a negative rank", environment: openMPI(rank: "-1", size: "4"),
      launch: .noRank(rank: "-1", worldSize: "4")),
    Case(
      name: "no numbers", environment: openMPI(rank: "a", size: "b"),
      launch: .noRank(rank: "a", worldSize: "b")),
    Case(
      name: "a rank without a size", environment: ["OMPI_COMM_WORLD_RANK": "0"],
      launch: .noRank(rank: "0", worldSize: nil)),
    Case(
      name: "an empty rank", environment: openMPI(rank: "", size: "2"), launch: .solo),
    Case(name: "a size alone", environment: ["OMPI_COMM_WORLD_SIZE": "2"], launch: .solo),
    Case(
      name: "srun", environment: slurm(step: "0", tasks: "8"),
      launch: .unsupported(launcher: srun, rank: 0, taskCount: 8)),
    Case(
      name: "srun of one task in a large allocation",
      environment: slurm(step: "3", tasks: "8").merging(["SLURM_STEP_NUM_TASKS": "1"]) { $1 },
      launch: .solo),
    Case(name: "a batch script", environment: slurm(step: nil, tasks: "8"), launch: .solo),
    Case(
      name: "a batch script's reserved step", environment: slurm(step: "4294967291", tasks: "8"),
      launch: .solo),
    Case(
      name: "an interactive allocation", environment: slurm(step: "4294967290", tasks: "8"),
      launch: .solo),
    Case(name: "salloc's shell", environment: ["SLURM_NTASKS": "8"], launch: .solo),
    Case(
      name: "Hydra", environment: ["PMI_RANK": "0", "PMI_SIZE": "4"],
      launch: .unsupported(launcher: hydra, rank: 0, taskCount: 4)),
    Case(
      name: "Hydra with one task", environment: ["PMI_RANK": "0", "PMI_SIZE": "1"], launch: .solo),
    Case(
      name: "MVAPICH over Hydra",
      environment: [
        "MV2_COMM_WORLD_RANK": "1", "MV2_COMM_WORLD_SIZE": "2", "PMI_RANK": "1", "PMI_SIZE": "2",
      ], launch: .unsupported(launcher: mvapich, rank: 1, taskCount: 2)),
    Case(
      name: "PALS", environment: ["PALS_RANKID": "0", "PMI_RANK": "0", "PMI_SIZE": "16"],
      launch: .unsupported(launcher: pals, rank: 0, taskCount: 16)),
    Case(
      name: "PALS without a size", environment: ["PALS_RANKID": "3"],
      launch: .unsupported(launcher: pals, rank: 3, taskCount: 4)),
    Case(
      name: "Hydra without a number of tasks", environment: ["PMI_RANK": "0"],
      launch: .unsupported(launcher: hydra, rank: 0, taskCount: nil)),
    Case(
      name: "PMI's other name of a rank", environment: ["PMI_ID": "1", "PMI_SIZE": "2"],
      launch: .unsupported(launcher: "a PMI launcher", rank: 1, taskCount: 2)),
    Case(
      name: "srun with another name of the step",
      environment: ["SLURM_PROCID": "1", "SLURM_STEPID": "0", "SLURM_NTASKS": "2"],
      launch: .unsupported(launcher: srun, rank: 1, taskCount: 2)),
    Case(
      name: "a task of Slurm's that is not the first",
      environment: ["SLURM_PROCID": "1", "SLURM_NTASKS": "2"],
      launch: .unsupported(launcher: srun, rank: 1, taskCount: 2)),
    Case(
      name: "srun with PMIx",
      environment: slurm(step: "0", tasks: "2").merging(pmix(rank: "0")) { $1 },
      launch: .pmix(rank: 0)),
    Case(
      name: "mpirun, which speaks PMIx too",
      environment: openMPI(rank: "1", size: "2").merging(pmix(rank: "1")) { $1 },
      launch: .openMPI(rank: 1, worldSize: 2)),
    Case(
      name: "PMIx without a server",
      environment: ["PMIX_NAMESPACE": "job", "PMIX_RANK": "1"],
      launch: .unsupported(
        launcher: "a PMIx launcher that gives no address of its server (PMIX_SERVER_URI)", rank: 1,
        taskCount: nil)),
    Case(
      name: "torchrun", environment: ["RANK": "1", "WORLD_SIZE": "2", "LOCAL_RANK": "1"],
      launch: .unsupported(launcher: "torchrun", rank: 1, taskCount: 2)),
    Case(name: "a variable called RANK", environment: ["RANK": "3"], launch: .solo),
    Case(
      name: "Flux", environment: ["FLUX_TASK_RANK": "0", "FLUX_JOB_SIZE": "2"],
      launch: .unsupported(launcher: "Flux", rank: 0, taskCount: 2)),
    Case(
      name: "PALS with one task", environment: ["PALS_RANKID": "0", "PMI_SIZE": "1"],
      launch: .solo),
    Case(
      name: "PALS without a number of tasks", environment: ["PALS_RANKID": "0"],
      launch: .unsupported(launcher: pals, rank: 0, taskCount: nil)),
    Case(
      name: "ALPS without a number of tasks", environment: ["ALPS_APP_PE": "0"],
      launch: .unsupported(launcher: "Cray's aprun", rank: 0, taskCount: nil)),
  ]

  @Test(arguments: cases)
  func isReadFromTheEnvironment(_ example: Case) {
    #expect(Launch.detect(example.environment) == example.launch)
  }

  private static func openMPI(rank: String, size: String) -> [String: String] {
    ["OMPI_COMM_WORLD_RANK": rank, "OMPI_COMM_WORLD_SIZE": size]
  }

  private static func pmix(rank: String) -> [String: String] {
    ["PMIX_NAMESPACE": "job", "PMIX_RANK": rank, "PMIX_SERVER_URI41": "job.0;tcp4://127.0.0.1:1"]
  }

  private static func slurm(step: String?, tasks: String) -> [String: String] {
    var variables = ["SLURM_JOB_ID": "17", "SLURM_PROCID": "0", "SLURM_NTASKS": tasks]
    variables["SLURM_STEP_ID"] = step
    return variables
  }
}
