import Foundation
import TestSupport
import Testing

/// Random sets of options over numbers of ranks, exchanges and interruptions.
///
/// A dozen of each belong to the ordinary tests; `scripts/test --hard` runs a hundred of each, and
/// takes `--seed`. A failure names the seed, the number and the options.
@Suite("random options", .serialized, .timeLimit(.minutes(60)))
struct RandomRunTests {
  private static func variable(_ name: String, default usual: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
  }

  private static let numbers = 0..<variable("LOCKSTEP_RANDOM_RUNS", default: 12)
  private static let seed = UInt64(variable("LOCKSTEP_RANDOM_SEED", default: 1))

  /// What is left of a run: its exit code and its files.
  private struct Trace {
    let code: Int32
    let checkpoints: [String: Data]
    let numbers: Data?
    let story: String
  }

  /// Runs `body` in a folder of its own, which is the working directory of all starts.
  private func trace(
    _ body: (_ start: (_ arguments: [String], _ world: World) throws -> JobResult) throws -> Int32
  ) throws -> Trace {
    var story = ""
    return try withTemporaryDirectory { url in
      let folder = try TrainingFolder(in: url, sampleCount: 1)
      let code = try body { arguments, world in
        let result = try folder.lockstep(
          ["train", "--checkpoint-dir", "run", "--verbose", "0"] + arguments, in: world)
        story += "\n\(world.testDescription): \(arguments.joined(separator: " ")): \(result)"
        return result
      }
      let numbers = FileManager.default.contents(atPath: folder.path("numbers.csv"))
      return Trace(
        code: code, checkpoints: try folder.checkpoints(), numbers: numbers, story: story)
    }
  }

  private func undisturbed(_ options: RandomOptions) throws -> Trace {
    try trace { start in try start(options.arguments, .solo).exitCode }
  }

  private func compare(
    _ found: Trace, _ expected: Trace, _ options: RandomOptions, _ number: Int, all: Bool
  ) throws {
    let name = "seed \(Self.seed), number \(number): \(options)"
    #expect(found.code == expected.code, "\(name)\n\(found.story)\n\(expected.story)")
    #expect(found.numbers == expected.numbers, "\(name): the CSV file\n\(found.story)")
    // An interruption leaves further files, which may push out others.
    let newest = expected.checkpoints.keys.filter { $0.hasPrefix("step-") }.max()
    let names =
      all
      ? Array(expected.checkpoints.keys)
      : [newest, expected.checkpoints["best.safetensors"].map { _ in "best.safetensors" }]
        .compactMap { $0 }
    for file in names.sorted() {
      // So may the newest of a run that an error ended, by one of an interruption behind it.
      if !all, options.prunes, found.checkpoints[file] == nil,
        found.checkpoints.keys.contains(where: { $0.hasPrefix("step-") && $0 > file })
      {
        continue
      }
      let difference = try found.checkpoints[file].map {
        try firstDifference($0, expected.checkpoints[file] ?? Data())
      }
      #expect(difference == .some(.none), "\(name): \(file)\n\(found.story)\n\(expected.story)")
    }
    #expect(found.checkpoints["best.safetensors"] == expected.checkpoints["best.safetensors"])
  }

  @Test("end in the same files on any number of ranks", arguments: numbers)
  func worlds(number: Int) throws {
    var options = RandomOptions(seed: Self.seed, number: number)
    let expected = try undisturbed(options)
    #expect([0, 70].contains(expected.code), "number \(number): \(options)\n\(expected.story)")
    var world = options.world()
    if world.rankCount == nil { world = .ranks(3) }
    let exchange = options.exchange(in: world)
    let found = try trace { start in
      try start(options.arguments + ["--exchange", exchange], world).exitCode
    }
    #expect(found.checkpoints.keys.sorted() == expected.checkpoints.keys.sorted(), "\(options)")
    try compare(found, expected, options, number, all: true)
  }

  @Test("end in the undisturbed files after any interruptions", arguments: numbers)
  func interruptions(number: Int) throws {
    var options = RandomOptions(seed: Self.seed, number: 10_000 + number)
    let expected = try undisturbed(options)
    let found = try trace { start in
      var resume: [String] = []
      for step in options.interruptions() {
        let world = options.world()
        let result = try start(
          options.arguments + options.ending(at: step, in: world) + resume, world)
        // Asked to end, killed, ended at a step, or over before that.
        #expect([0, 75, 137, expected.code].contains(result.exitCode), "\(options)\n\(result)")
        resume = ["--resume"]
      }
      return try start(options.arguments + resume, options.world()).exitCode
    }
    try compare(found, expected, options, number, all: !options.prunes)
  }
}
