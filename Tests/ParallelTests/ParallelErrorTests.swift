import Kernels
import Parallel
import Testing

@Suite("ParallelError")
struct ParallelErrorTests {
  private static let lines: [(error: ParallelError, line: String)] = [
    (.leafCount(3), "the leaf count is 3; expected a power of two from 1 to 1024"),
    (
      .worldSize(9, leafCount: 8),
      "9 ranks for 8 leaves; every rank needs a leaf: start at most 8 ranks (mpirun -np), or give "
        + "more leaves"
    ),
    (
      .severalHosts(2),
      "the exchange shared needs all ranks on one host, found 2 hosts; use ordered or auto"
    ),
    (.unknownExchange("nccl"), "exchange nccl: expected auto, shared, ordered or mpi"),
    (
      .foreignLauncher("Slurm's srun", taskCount: 4),
      "started by Slurm's srun as 4 tasks, without Open MPI's variables; start it with Open MPI's "
        + "own launcher: mpirun -np 4 lockstep ..."
    ),
    (
      .noVariables(launcher: "mpirun"),
      "started by mpirun, without the variables that tell this process its rank: something between "
        + "the two, as env -i or sudo, has taken them away; let it pass on those that begin with "
        + "OMPI_ and PMIX_"
    ),
    (
      .noRank(rank: "5\n", worldSize: "2"),
      "OMPI_COMM_WORLD_RANK is 5?, OMPI_COMM_WORLD_SIZE is 2; expected a rank below the size, as "
        + "mpirun sets them; unset both to train in one process"
    ),
    (
      .launch(rank: 1, worldSize: 2, foundRank: 0, foundSize: 1),
      "the launcher calls this process rank 1 of 2, MPI calls it rank 0 of 1; start it with the "
        + "mpirun of the Open MPI that it was built with, and without another launcher's variables"
    ),
    (
      .noThread(reason: "Resource temporarily unavailable"),
      "a thread cannot be started: Resource temporarily unavailable; raise the limit of processes "
        + "(ulimit -u)"
    ),
    (
      .notInGroup(worldSize: 4),
      "started by mpirun on 4 ranks, but called without their group; put the program in "
        + "ProcessGroup.run { group in ... } and pass on: group"
    ),
    (
      .waitingRanks("4", worldSize: 4),
      "LOCKSTEP_WAIT is 4; expected ranks from 0 to 3, such as 0 or 0,3, with commas between them"
    ),
    (
      .kernels(.missing(.least, features: ["avx2", "fma"])),
      "this processor lacks avx2, fma, which kernels \(InstructionSet.least.rawValue) need; use a "
        + "processor that has them"
    ),
    (
      .disagreement(what: "seed", rank: 3, found: "2", expected: "1"),
      "the ranks' seed differ: rank 3 has 2, rank 0 has 1; start every rank with the same program, "
        + "options and data"
    ),
  ]

  @Test(arguments: lines.indices)
  func saysOnOneLineWhatWasFoundAndExpected(index: Int) {
    let (error, line) = Self.lines[index]
    #expect("\(error)" == line)
    #expect(!line.contains("\n"))
  }
}
