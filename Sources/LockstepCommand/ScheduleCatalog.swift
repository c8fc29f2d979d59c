import Layers
import Training

/// Reads what `--schedule` is given: `NAME:key=value,key=value`.
///
/// Lists have slashes between their values: `piecewise:boundaries=100/200,values=0.1/0.01/0.001`.
/// A warm-up's `then` comes last and is followed by a schedule with keys of its own:
/// `warmup:steps=500,peak=0.1,then=cosine:decaySteps=5000`.
enum ScheduleCatalog {
  /// The names, in the order in which they are listed; Keras's spellings are found too.
  static let names = [
    "exponential", "inverse-time", "cosine", "piecewise", "polynomial", "warmup",
  ]

  /// The schedule that a word describes.
  ///
  /// - Parameters:
  ///   - word: What `--schedule` was given.
  ///   - optimizer: Its learning rate is the schedule's initial rate or peak, unless the word says
  ///     otherwise.
  ///   - learningRate: What `--learning-rate` was given, which comes before the optimizer's.
  /// - Returns: the schedule, checked.
  /// - Throws: `TrainingError.invalidValue` or `ModelError.invalidValue` naming what cannot be, and
  ///   what could.
  static func schedule(
    _ word: String, for optimizer: any Optimizer, learningRate: Float? = nil
  ) throws -> any LearningRateSchedule {
    var reader = ScheduleReader(
      learningRate: Double(learningRate ?? optimizer.learningRate.rate(atStep: 0)))
    let schedule = try reader.schedule(word)
    if let learningRate, !reader.usesLearningRate {
      throw TrainingError.invalidValue(
        of: "--learning-rate", expected: "none beside a --schedule that has its own",
        found: "\(learningRate)")
    }
    try schedule.check()
    return schedule
  }

  /// The listed name that a word means: `cosine` for `cosine` and `CosineDecay`.
  fileprivate static func name(of word: String) -> String? {
    var letters = word.lowercased().filter { $0 != "_" && $0 != "-" }
    if letters.hasSuffix("decay") { letters.removeLast(5) }
    switch letters {
    case "inversetime": return "inverse-time"
    case "piecewiseconstant": return "piecewise"
    case "linearwarmup": return "warmup"
    default: return names.first { $0 == letters }
    }
  }
}

/// Makes schedules, and remembers whether one of them took the learning rate.
private struct ScheduleReader {
  /// The initial rate or peak of a schedule that does not say its own.
  var learningRate: Double
  var usesLearningRate = false

  mutating func schedule(_ word: String) throws -> any LearningRateSchedule {
    let option = try KeyedOption(word, of: "--schedule", rest: "then")
    switch ScheduleCatalog.name(of: option.name) {
    case "exponential": return try exponential(option)
    case "inverse-time": return try inverseTime(option)
    case "cosine": return try cosine(option)
    case "piecewise": return try piecewise(option)
    case "polynomial": return try polynomial(option)
    case "warmup": return try warmup(option)
    default: throw option.unknownName(ScheduleCatalog.names)
    }
  }

  /// The rate under a key, or else the learning rate.
  private mutating func rate(_ key: String, _ option: KeyedOption) throws -> Double {
    if let rate = try option.double(key) { return rate }
    usesLearningRate = true
    return learningRate
  }

  private mutating func exponential(_ option: KeyedOption) throws -> ExponentialDecay {
    try option.expect(keys: ["decayRate", "decaySteps", "initialLearningRate", "staircase"])
    return ExponentialDecay(
      initialLearningRate: try rate("initialLearningRate", option),
      decaySteps: try option.required(option.integer("decaySteps"), "decaySteps"),
      decayRate: try option.required(option.double("decayRate"), "decayRate"),
      staircase: try option.boolean("staircase") ?? false)
  }

  private mutating func inverseTime(_ option: KeyedOption) throws -> InverseTimeDecay {
    try option.expect(keys: ["decayRate", "decaySteps", "initialLearningRate", "staircase"])
    return InverseTimeDecay(
      initialLearningRate: try rate("initialLearningRate", option),
      decaySteps: try option.required(option.integer("decaySteps"), "decaySteps"),
      decayRate: try option.required(option.double("decayRate"), "decayRate"),
      staircase: try option.boolean("staircase") ?? false)
  }

  private mutating func cosine(_ option: KeyedOption) throws -> CosineDecay {
    try option.expect(keys: [
      "alpha", "decaySteps", "initialLearningRate", "warmupSteps", "warmupTarget",
    ])
    return CosineDecay(
      initialLearningRate: try rate("initialLearningRate", option),
      decaySteps: try option.required(option.integer("decaySteps"), "decaySteps"),
      alpha: try option.double("alpha") ?? 0, warmupTarget: try option.double("warmupTarget"),
      warmupSteps: try option.integer("warmupSteps") ?? 0)
  }

  private func piecewise(_ option: KeyedOption) throws -> PiecewiseConstantDecay {
    try option.expect(keys: ["boundaries", "values"])
    let boundaries = try option.list("boundaries", "whole numbers as in 100/200") { Int($0) }
    let values = try option.list("values", "numbers as in 0.1/0.01/0.001") { Double($0) }
    return PiecewiseConstantDecay(
      boundaries: try option.required(boundaries, "boundaries"),
      values: try option.required(values, "values"))
  }

  private mutating func polynomial(_ option: KeyedOption) throws -> PolynomialDecay {
    try option.expect(keys: [
      "cycle", "decaySteps", "endLearningRate", "initialLearningRate", "power",
    ])
    return PolynomialDecay(
      initialLearningRate: try rate("initialLearningRate", option),
      decaySteps: try option.required(option.integer("decaySteps"), "decaySteps"),
      endLearningRate: try option.double("endLearningRate") ?? 0.0001,
      power: try option.double("power") ?? 1, cycle: try option.boolean("cycle") ?? false)
  }

  private mutating func warmup(_ option: KeyedOption) throws -> LinearWarmup {
    try option.expect(keys: ["peak", "start", "steps", "then"])
    var warmup = LinearWarmup(
      start: try option.double("start") ?? 0, peak: try rate("peak", option),
      steps: try option.required(option.integer("steps"), "steps"))
    if let word = option.text("then") {
      // What follows begins at the peak, unless it says otherwise.
      var reader = ScheduleReader(learningRate: warmup.peak)
      warmup.then = try reader.schedule(word)
    }
    return warmup
  }
}
