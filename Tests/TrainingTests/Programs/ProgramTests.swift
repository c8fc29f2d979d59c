import Foundation
import TestSupport
import Testing

/// What programs of a user's own do alone and on three ranks.
@Suite("programs of a user's own", .timeLimit(.minutes(10)))
struct ProgramTests {
  /// Returns what an exercise prints, which works in a folder of its own.
  private func output(_ exercise: String, ranks: Int?) throws -> String {
    try withTemporaryDirectory { folder in
      let result =
        try ranks.map { try Job.mpirun($0, "ProgramExercises", [exercise], directory: folder) }
        ?? Job.solo("ProgramExercises", [exercise], directory: folder)
      try #require(result.exitCode == 0, "\(result)")
      return result.standardOutput
    }
  }

  @Test("set the optimizer's learning rate in a callback as the context's, on all ranks")
  func rates() throws {
    let alone = try output("rates", ranks: nil)
    let lines = alone.split(separator: "\n").map { $0.split(separator: " ") }
    try #require(lines.map { $0[0] } == ["none", "optimizer", "context"], "\(alone)")
    #expect(lines[1].dropFirst() == lines[2].dropFirst())
    #expect(lines[0][1] != lines[1][1])
    #expect(lines[1][2] == "0.5")
    #expect(try output("rates", ranks: 3) == alone)
  }

  @Test("evaluate in a callback, with and without the group", arguments: [nil, 3])
  func evaluations(ranks: Int?) throws {
    #expect(try output("evaluations", ranks: ranks) == "true\ntrue\ntrue\n")
  }

  @Test(
    "are told once what happens otherwise than they may think",
    arguments: [
      (
        "initial-weights",
        "the weights of initial.safetensors are not used: the run goes on with those of run/step-"
      ),
      ("own-loss", "model.safetensors: to load it give own in customObjects"),
    ])
  func notices(exercise: String, message: String) throws {
    try withTemporaryDirectory { folder in
      let result = try Job.mpirun(2, "ProgramExercises", [exercise], directory: folder)
      #expect(result.exitCode == 0, "\(result)")
      #expect(result.standardError.components(separatedBy: message).count == 2, "\(result)")
    }
  }

  @Test(
    "may catch an error of one rank's work for all, on every rank, and go on",
    arguments: ["caught-errors", "caught-errors-of-runs"])
  func caughtErrors(exercise: String) throws {
    let alone = try output(exercise, ranks: nil).split(separator: "\n")
    let together = try output(exercise, ranks: 3).split(separator: "\n")
    for line in alone {
      guard let range = line.range(of: " on 0: ") else {
        #expect(together.contains(line), "\(line)\n\(together)")
        continue
      }
      let (call, text) = (line[..<range.lowerBound], line[range.upperBound...])
      for rank in 0..<3 {
        // On a rank that has not failed itself, the text begins with that of the one that has.
        let told = together.filter { $0.hasPrefix("\(call) on \(rank): ") }
        #expect(told.count == 1 && told[0].hasSuffix(text), "\(line)\n\(told)")
      }
    }
    let succeeded = alone.filter { $0.hasSuffix("no error") }
    #expect(alone.count > 6)
    #expect(succeeded == (exercise == "caught-errors" ? [] : ["none on 0: no error"]), "\(alone)")
  }

  @Test(
    "are told of data that differ between ranks",
    arguments: [
      ("weights-to-evaluate", "the ranks' weights differ: rank 1 has of digest "),
      ("shards-to-evaluate", "the ranks' parts of the data to evaluate differ: rank 1 has 32 "),
      ("shards-to-validate", "the ranks' validation data differ: rank 1 has 32 samples"),
      ("two-data-sets", "the ranks' parts of the data differ: rank 1 has 64 samples of [28, 28], "),
    ])
  func shards(exercise: String, message: String) throws {
    let result = try Job.mpirun(3, "ProgramExercises", [exercise])
    #expect(result.exitCode == 76, "\(result)")
    #expect(result.standardError.contains(message), "\(result)")
    #expect(try output(exercise, ranks: nil) == "no error\n")
  }
}
