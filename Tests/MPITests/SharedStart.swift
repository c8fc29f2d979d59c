import Synchronization
import TestSupport
import Testing

/// The exercises that leave nothing behind: all of them run in one start of `mpirun` a world size.
///
/// What an exercise checks stands in `MPIExercises`; each prints one line, in this order.
enum SharedStart {
  /// The names of the exercises, with their arguments.
  static let exercises: [[String]] =
    [
      ["split"], ["split-by-host"], ["broadcast"], ["gather"], ["send-receive"], ["all-gather"],
      ["reductions"], ["transfers"], ["window"], ["window-reuse"], ["atomics"],
    ] + splitMessages + [["errors"]]

  /// What is longer than an `int` can count travels in pieces; here a piece is 3 long.
  static let splitMessages = [
    "broadcast", "gather", "send-receive", "all-gather", "reductions",
  ].map { [$0, "--chunk", "3"] }

  private static let results = Mutex<[Int: JobResult]>([:])

  /// Expects that an exercise of the start ends well on so many ranks.
  static func expectSuccess(
    of exercise: [String], _ rankCount: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let index = try #require(exercises.firstIndex(of: exercise), sourceLocation: sourceLocation)
    let result = try result(rankCount)
    let lines = result.standardOutput.split(separator: "\n")
    // The first that fails ends the start: those behind it have no line.
    try #require(lines.count > index, "\(result)", sourceLocation: sourceLocation)
    #expect(
      lines[index] == "\(exercise[0]): \(rankCount) ranks", "\(result)",
      sourceLocation: sourceLocation)
    if index == exercises.count - 1 {
      #expect(result.exitCode == 0, "\(result)", sourceLocation: sourceLocation)
      #expect(lines.count == exercises.count, "\(result)", sourceLocation: sourceLocation)
    }
  }

  private static func result(_ rankCount: Int) throws -> JobResult {
    try results.withLock { results in
      if let known = results[rankCount] { return known }
      let words = Array(exercises.joined(separator: ["+"]))
      let result = try Job.mpirun(rankCount, "MPIExercises", words)
      results[rankCount] = result
      return result
    }
  }
}
