import Foundation
import Kernels
import Parallel
import Testing

/// What the programs of these tests throw.
private struct Mishap: Error, CustomStringConvertible {
  var description: String { "no such file: expected a file" }
}

@Suite("ProcessGroup.run")
struct ProcessGroupRunTests {
  @Test func runsSoloWithoutALauncher() async {
    await #expect(processExitsWith: .exitCode(7)) {
      clearLauncher()
      var worldSize = 0
      ProcessGroup.run(reporting: { _ in ErrorReport(message: "", exitCode: 1) }) { group in
        worldSize = group.worldSize
      }
      guard worldSize == 1, FloatingPointMode.flushesDenormals else { exit(1) }
      exit(7)
    }
  }

  @Test func endsWithOneLineAndTheReportsExitCode() async throws {
    let result = try await #require(
      processExitsWith: .exitCode(65), observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      clearLauncher()
      ProcessGroup.run(reporting: { ErrorReport(message: "\($0)", exitCode: 65) }) { _ in
        throw Mishap()
      }
      exit(0)
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text == "lockstep: error: no such file: expected a file\n")
  }

  /// Without an error each of the tasks would train alone, on the same files.
  @Test func refusesAnotherLaunchersTasks() async throws {
    let result = try await #require(
      processExitsWith: .exitCode(64), observing: [\.standardErrorContent]
    ) {
      clearLauncher()
      unsafe setenv("PMI_RANK", "0", 1)
      unsafe setenv("PMI_SIZE", "3", 1)
      ProcessGroup.run(reporting: { ErrorReport(message: "\($0)", exitCode: 64) }) { _ in
        exit(0)
      }
      exit(0)
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.hasPrefix("lockstep: error: started by MPICH's or Intel MPI's mpiexec (Hydra)"))
    #expect(text.contains("mpirun -np 3 lockstep"))
    #expect(text.count { $0 == "\n" } == 1)
  }

  /// Rank 0's line ends a job; another rank that is still there afterwards was left alone.
  @Test(arguments: [0, 1])
  func namesARankBehindTheFirst(rank: Int) async throws {
    let result = try await #require(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) { [rank] in
      ProcessGroup.exitSolo(ErrorReport(message: "late", exitCode: 70), rank: rank)
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    // Not the whole text: an empty one comes with bytes of the test library's own.
    let prefix = rank == 0 ? "late" : "[rank 1 on \(ProcessGroup.selfOnly.hostName)] late"
    #expect(text.contains("lockstep: error: \(prefix)\n"), "rank \(rank): \(text)")
  }

  @Test(arguments: [
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", 2), ("PMI_RANK", "PMI_SIZE", 2),
    ("NOBODYS_RANK", "NOBODYS_SIZE", 0),
  ])
  func knowsTheRankThatTheLauncherGave(rank: String, size: String, expected: Int32) async {
    await #expect(processExitsWith: .exitCode(10 + expected)) { [rank, size] in
      clearLauncher()
      unsafe setenv(rank, "2", 1)
      unsafe setenv(size, "4", 1)
      exit(10 + Int32(ProcessGroup.launchedRank))
    }
  }
}

/// Forgets how the tests themselves were started.
private func clearLauncher() {
  for name in ProcessInfo.processInfo.environment.keys {
    if ["OMPI_", "PMI", "SLURM_", "MV2_", "PALS_"].contains(where: { name.hasPrefix($0) }) {
      unsafe unsetenv(name)
    }
  }
}
