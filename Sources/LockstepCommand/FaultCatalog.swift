import Engine
import KerasFormat
import Training

/// The parser of `--inject`: `kill:rank=2,step=37`.
enum FaultCatalog {
  /// The names, in listed order.
  static let names = [
    "kill", "term", "hang", "stop", "slow", "nan", "bitflip", "torn-write", "disk-full",
  ]

  /// Returns the faults of a run.
  ///
  /// - Parameters:
  ///   - arguments: The arguments of `--inject`.
  ///   - environment: The environment variables, with the number of the attempt.
  ///   - worldSize: The number of ranks.
  /// - Returns: the faults, none after the first attempt.
  /// - Throws: `TrainingError.invalidValue` naming an invalid value, and valid ones.
  static func plan(
    _ arguments: [String], environment: [String: String], worldSize: Int
  ) throws -> FaultPlan {
    let plan = try FaultPlan(arguments.map(fault), environment: environment)
    try plan.check(worldSize: worldSize)
    return plan
  }

  private static func fault(_ word: String) throws -> Fault {
    let option = try KeyedOption(word, of: "--inject")
    // A key that is misspelt, before the one that is then missing.
    try option.expect(keys: keys(of: option))
    switch option.name {
    case "kill": return try processFault(option, .kill)
    case "term": return try processFault(option, .terminate)
    case "stop": return try processFault(option, .stop)
    case "hang": return try processFault(option, .hang(isBusy: isBusy(option)))
    case "slow": return try slow(option)
    case "nan":
      let part = try part(option, of: [.samples, .gradient], default: .samples)
      return try processFault(option, .notANumber(in: part, index: number(option, "index")))
    case "bitflip":
      let part = try part(option, of: [.gradient, .weights, .slots, .copy])
      let bit = try number(option, "bit", upTo: 31) ?? 0
      return try processFault(
        option, .bitFlip(in: part, index: number(option, "index"), bit: bit))
    case "torn-write":
      return try checkpointFault(option, .tornWrite(byteCount: number(option, "bytes")))
    case "disk-full": return try checkpointFault(option, .fullDisk)
    default: throw option.unknownName(names)
    }
  }

  /// The keys that a fault can have.
  private static func keys(of option: KeyedOption) throws -> [String] {
    switch option.name {
    case "kill", "term", "stop": ["rank", "step"]
    case "hang": ["rank", "step", "mode"]
    case "slow":
      option.text("at") == "checkpoint" ? ["at", "ms"] : ["rank", "step", "at", "ms", "steps"]
    case "nan": ["rank", "step", "part", "index"]
    case "bitflip": ["rank", "step", "part", "index", "bit"]
    case "torn-write": ["step", "bytes"]
    case "disk-full": ["step"]
    default: throw option.unknownName(names)
    }
  }

  private static func processFault(_ option: KeyedOption, _ kind: Fault.Kind) throws -> Fault {
    Fault(
      kind, rank: try option.required(number(option, "rank"), "rank"),
      step: try option.required(number(option, "step", from: 1), "step"))
  }

  private static func checkpointFault(_ option: KeyedOption, _ kind: Fault.Kind) throws -> Fault {
    Fault(kind, rank: 0, step: try option.required(number(option, "step", from: 1), "step"))
  }

  /// The parts of a step in which a rank can pause.
  private static let pausedParts: [StepClock.Part] = [.gather, .forward, .backward, .update]

  /// A pause before or in some steps, or in every checkpoint's write.
  private static func slow(_ option: KeyedOption) throws -> Fault {
    func milliseconds() throws -> Int { try option.required(number(option, "ms"), "ms") }
    let stage = option.text("at")
    if stage == "checkpoint" {
      return Fault(.slowCheckpoint(milliseconds: try milliseconds()), rank: 0, step: 0)
    }
    guard let part = stage.map({ word in pausedParts.first { $0.name == word } }) ?? .between else {
      throw TrainingError.invalidValue(
        of: "at of --inject",
        expected: Suggestion.list(
          pausedParts.map(\.name) + ["checkpoint"], insteadOf: stage ?? ""),
        found: stage ?? "")
    }
    return try processFault(
      option,
      .pause(
        milliseconds: milliseconds(), in: part, stepCount: number(option, "steps", from: 1) ?? 1))
  }

  private static func isBusy(_ option: KeyedOption) throws -> Bool {
    switch option.text("mode") ?? "asleep" {
    case "busy": true
    case "asleep": false
    case let other:
      throw TrainingError.invalidValue(
        of: "mode of --inject", expected: "busy or asleep", found: other)
    }
  }

  private static func part(
    _ option: KeyedOption, of known: [CorruptiblePart], default usual: CorruptiblePart? = nil
  ) throws -> CorruptiblePart {
    guard let word = option.text("part") else { return try option.required(usual, "part") }
    guard let part = CorruptiblePart(rawValue: word), known.contains(part) else {
      throw TrainingError.invalidValue(
        of: "part of --inject",
        expected: Suggestion.list(known.map(\.rawValue), insteadOf: word), found: word)
    }
    return part
  }

  private static func number(
    _ option: KeyedOption, _ key: String, from least: Int = 0, upTo most: Int = 1_000_000_000_000
  ) throws -> Int? {
    guard let number = try option.integer(key) else { return nil }
    guard number >= least, number <= most else {
      throw TrainingError.invalidValue(
        of: "\(key) of --inject", expected: "a whole number from \(least) to \(most)",
        found: "\(number)")
    }
    return number
  }
}
