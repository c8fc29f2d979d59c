import Foundation
import TestSupport
import Testing

/// Ranks that stand still, without training.
@Suite("Watchdog")
struct WatchdogTests {
  private func exercise(
    _ words: [String], ranks: Int, perHost: Int? = nil, timeout: String = "2s",
    _ body: (JobResult, URL) throws -> Void
  ) throws {
    try withTemporaryDirectory { folder in
      var environment = ["LOCKSTEP_TIMEOUT": timeout]
      if let perHost { environment["LOCKSTEP_RANKS_PER_HOST"] = "\(perHost)" }
      let result = try Job.mpirun(
        ranks, "ParallelExercises", words, environment: environment, directory: folder)
      for rank in 0..<ranks {
        let text = try String(contentsOf: folder.appending(path: "pid-\(rank)"), encoding: .utf8)
        let number = try #require(Int32(text))
        #expect(Processes.ends(number), "rank \(rank) (\(number)) is still there: \(result)")
      }
      try body(result, folder)
    }
  }

  private func lines(_ result: JobResult) -> [String] {
    result.standardError.split(whereSeparator: \.isNewline).map(String.init)
      .filter { $0.contains("lockstep: ") }
  }

  @Test(
    "ends the job and names the rank that hangs, wherever the others wait",
    arguments: [(0, "memory"), (2, "memory"), (0, "mpi"), (1, "mpi")])
  func hang(rank: Int, phase: String) throws {
    try exercise(["hang", "\(rank)", phase], ranks: 3) { result, folder in
      #expect(result.exitCode == 70, "\(result)")
      #expect(result.duration < .seconds(2 + 10), "\(result)")
      let process = try String(
        contentsOf: folder.appending(path: "pid-\(rank)"), encoding: .utf8)
      let lines = lines(result)
      #expect(lines.count == 1, "\(result)")
      let words =
        "rank \(rank) (process \(process)) hangs in the forward pass of step 37; 2 other ranks wait"
      #expect(lines.first?.contains(words) == true, "\(result)")
      #expect(lines.first?.hasPrefix("lockstep: error: no progress on ") == true, "\(result)")
    }
  }

  /// Of two hosts the one with the culprit speaks; the other only when it is not ended in time.
  @Test("names the rank on its own host")
  func hosts() throws {
    try exercise(["hang", "3", "mpi"], ranks: 4, perHost: 2) { result, _ in
      #expect(result.exitCode == 70, "\(result)")
      let lines = lines(result)
      #expect(lines.first?.contains("rank 3 (process ") == true, "\(result)")
      #expect(lines.first?.contains("; 1 other rank waits") == true, "\(result)")
    }
  }

  @Test("ends ranks that wait for one that never starts MPI")
  func start() throws {
    try exercise(["start-late", "1"], ranks: 3) { result, _ in
      #expect(result.exitCode == 70, "\(result)")
      #expect(lines(result).first?.contains("waits for other ranks while MPI starts") == true)
    }
  }

  /// Three times the time-out, in which nothing on the other hosts moves.
  @Test("waits for rank 0 while it reports", arguments: [nil, 1])
  func workAlone(perHost: Int?) throws {
    try exercise(["work-alone", "3"], ranks: 2, perHost: perHost, timeout: "1s") { result, _ in
      #expect(result.exitCode == 0, "\(result)")
      #expect(result.standardOutput.contains("work-alone is over"), "\(result)")
    }
  }

  @Test("allows the caller's own program more time", arguments: ["be-quiet", "leave"])
  func program(exercise name: String) throws {
    try exercise([name, "3"], ranks: 2, perHost: 1, timeout: "1s") { result, _ in
      #expect(result.exitCode == 0, "\(result)")
    }
  }

  @Test("ends the caller's own program after ten times the time-out")
  func impatience() throws {
    try exercise(["be-quiet", "30"], ranks: 2, timeout: "0.4s") { result, _ in
      #expect(result.exitCode == 70, "\(result)")
      #expect(
        lines(result).first?.contains("rank 1 (process ") == true
          && lines(result).first?.contains("in the program around the library") == true,
        "\(result)")
    }
  }

  @Test("does nothing without a limit")
  func noLimit() throws {
    try withTemporaryDirectory { folder in
      let result = try Job.mpirun(
        2, "ParallelExercises", ["hang", "1", "memory"], environment: ["LOCKSTEP_TIMEOUT": "0"],
        directory: folder, timeout: .seconds(6))
      #expect(result.exitCode == 110, "\(result)")
      #expect(lines(result).isEmpty, "\(result)")
    }
  }

  @Test("names an invalid duration")
  func noTime() throws {
    try exercise(["leave", "0"], ranks: 2, timeout: "soon") { result, _ in
      #expect(result.exitCode == 3, "\(result)")
      #expect(lines(result).count == 1, "\(result)")
      #expect(lines(result).first?.contains("LOCKSTEP_TIMEOUT is soon; expected") == true)
    }
  }
}
