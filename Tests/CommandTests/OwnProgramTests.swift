import Foundation
import TestSupport
import Testing

/// A program of one's own keeps the command's promises: here the one of `Examples/OwnPackage`,
/// built with the tests.
@Suite("a program of one's own", .timeLimit(.minutes(10)))
struct OwnProgramTests {
  @Test("writes the command's checkpoints, solo and on three ranks")
  func sameAsTheCommand() throws {
    try withTemporaryDirectory { folder in
      let program = try OwnProgram(in: folder)
      let expected = try program.commandsCheckpoints()
      #expect(expected.count == 12, "\(expected.keys.sorted())")
      let alone = try finished(program, "alone")
      let together = try finished(program, "together", in: .ranks(3))
      try expectSame(alone.filter { $0.key.hasPrefix("step-") }, expected)
      try expectSame(together, alone)
      #expect(alone["model.safetensors"] != nil)
    }
  }

  /// Alone and on two ranks in turn: the process itself, either rank, or mpirun.
  ///
  /// The seed decides victims and instants, the machine what the program does just then. A run that
  /// ends before its kill is compared too, and followed by a new one.
  @Test("killed 20 times at random instants, ends in the undisturbed bytes")
  func killed() throws {
    var random = SampleValues(seed: 20)
    try withTemporaryDirectory { folder in
      let program = try OwnProgram(in: folder)
      let clock = ContinuousClock()
      let start = clock.now
      let expected = try finished(program, "undisturbed")
      let span = (clock.now - start) / .seconds(1)
      var kills = 0
      var killsAfterSaves = 0
      for attempt in 0..<100 where kills < 20 {
        let victims: [OwnProgram.Victim] =
          attempt.isMultiple(of: 2) ? [.rank0] : [.rank0, .rank1, .launcher]
        let victim = victims[Int(random.next() % UInt64(victims.count))]
        let delay = span * Double(random.next() % 1000) / 1000
        let result = try program.train(
          "run", in: attempt.isMultiple(of: 2) ? .solo : .ranks(2), killing: victim, after: delay)
        guard result.exitCode != 0 else {
          try expectSame(program.files("run"), expected)
          try FileManager.default.removeItem(at: folder.appending(path: "run"))
          continue
        }
        try #require(result.exitCode == 137, "\(victim) after \(delay) s: \(result)")
        kills += 1
        let saved = (try? program.files("run").count) ?? 0
        if saved > 0 && saved < expected.count { killsAfterSaves += 1 }
      }
      #expect(kills == 20, "kills come too late: only \(kills) hit a living process")
      #expect(killsAfterSaves > 0, "no kill hit a run between its first checkpoint and its last")
      try expectSame(finished(program, "run"), expected)
    }
  }

  /// What an undisturbed run, or the rest of one, leaves behind.
  private func finished(
    _ program: OwnProgram, _ run: String, in world: World = .solo
  ) throws -> [String: Data] {
    let result = try program.train(run, in: world)
    try #require(result.exitCode == 0, "\(result)")
    #expect(
      result.standardOutput.hasSuffix("; the saved model predicts the same: true\n"), "\(result)")
    return try program.files(run)
  }
}
