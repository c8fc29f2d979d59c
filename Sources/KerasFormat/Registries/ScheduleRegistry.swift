package import Engine
package import FileFormats
package import Layers

/// The learning-rate schedules that a file or a command line can name.
package enum ScheduleRegistry {
  static let table = PartTable<any LearningRateSchedule>(
    "learning-rate schedule", listing: \.className,
    [
      .init(ExponentialDecay(initialLearningRate: 0, decaySteps: 1, decayRate: 0)) {
        schedule, arguments throws(ModelError) in
        schedule.initialLearningRate = try arguments.required("initial_learning_rate").double()
        schedule.decaySteps = try arguments.required("decay_steps").double()
        schedule.decayRate = try arguments.required("decay_rate").double()
        schedule.staircase = try arguments["staircase"]?.boolean() ?? schedule.staircase
      },
      .init(InverseTimeDecay(initialLearningRate: 0, decaySteps: 1, decayRate: 0)) {
        schedule, arguments throws(ModelError) in
        schedule.initialLearningRate = try arguments.required("initial_learning_rate").double()
        schedule.decaySteps = try arguments.required("decay_steps").double()
        schedule.decayRate = try arguments.required("decay_rate").double()
        schedule.staircase = try arguments["staircase"]?.boolean() ?? schedule.staircase
      },
      .init(CosineDecay(initialLearningRate: 0, decaySteps: 1)) {
        schedule, arguments throws(ModelError) in
        schedule.initialLearningRate = try arguments.required("initial_learning_rate").double()
        schedule.decaySteps = try arguments.required("decay_steps").double()
        schedule.alpha = try arguments["alpha"]?.double() ?? schedule.alpha
        schedule.warmupTarget = try arguments.valued("warmup_target")?.double()
        schedule.warmupSteps =
          try arguments["warmup_steps"]?.double() ?? schedule.warmupSteps
      },
      .init(PiecewiseConstantDecay(boundaries: [], values: [0])) {
        schedule, arguments throws(ModelError) in
        schedule.boundaries = try arguments.required("boundaries").stepCounts()
        schedule.values = try arguments.required("values").doubles()
      },
      .init(PolynomialDecay(initialLearningRate: 0, decaySteps: 1)) {
        schedule, arguments throws(ModelError) in
        schedule.initialLearningRate = try arguments.required("initial_learning_rate").double()
        schedule.decaySteps = try arguments.required("decay_steps").double()
        schedule.endLearningRate =
          try arguments["end_learning_rate"]?.double() ?? schedule.endLearningRate
        schedule.power = try arguments["power"]?.double() ?? schedule.power
        schedule.cycle = try arguments["cycle"]?.boolean() ?? schedule.cycle
      },
      .init(LinearWarmup(peak: 0, steps: 1)) { schedule, arguments throws(ModelError) in
        schedule.start = try arguments["start"]?.double() ?? schedule.start
        schedule.peak = try arguments.required("peak").double()
        schedule.steps = try arguments.required("steps").wholeNumber()
        if let then = arguments.valued("then") {
          schedule.then = try Self.schedule(then, after: schedule.peak)
        }
      },
    ])

  /// Keras's names of the classes.
  package static var classNames: [String] { table.names }

  /// The learning rate that a number or a schedule's object describes.
  ///
  /// - Parameters:
  ///   - json: A number, or `{"class_name": "CosineDecay", "config": {...}}`.
  ///   - path: The location, for errors.
  /// - Returns: the schedule; a number is a constant one.
  /// - Throws: `ModelError` with the location of what is missing or not supported.
  package static func schedule(
    configuration json: JSON, path: String
  ) throws(ModelError) -> any LearningRateSchedule {
    try schedule(ConfigurationReader(json: json, path: path))
  }

  static func schedule(
    _ reader: ConfigurationReader
  ) throws(ModelError) -> any LearningRateSchedule {
    guard reader.json.objectValue != nil else {
      let rate = try reader.float()
      try reader.locating { () throws(ModelError) in try rate.check() }
      return rate
    }
    if let own = try CustomParts.part(reader, as: (any LearningRateSchedule).self) { return own }
    let (className, _) = try reader.classAndArguments(of: table.kind, supported: table.names)
    let entry = try table.entry(className, path: reader.path)
    let arguments = try reader.required("config")
    let schedule = try entry.part(arguments)
    try arguments.locating { () throws(ModelError) in try schedule.check() }
    try arguments.refuseKeys(except: ["name"] + entry.argumentNames)
    return schedule
  }

  /// Returns the schedule after a warm-up, which on a command line begins at its peak.
  private static func schedule(
    _ reader: ConfigurationReader, after peak: Double
  ) throws(ModelError) -> any LearningRateSchedule {
    guard let option = reader.option, let word = reader.json.stringValue else {
      return try schedule(reader)
    }
    return try schedule(word, of: option.option, learningRate: peak).schedule
  }
}

// MARK: - The command line

extension ScheduleRegistry {
  /// The names in a command line's lists: `inverse-time` for `InverseTimeDecay`.
  package static var names: [String] {
    classNames.map { className in
      shortNames[className]
        ?? snakeCase(String(className.dropLast(className.hasSuffix("Decay") ? 5 : 0)))
        .replacing("_", with: "-")
    }
  }

  private static let shortNames = [
    "PiecewiseConstantDecay": "piecewise", "LinearWarmup": "warmup",
  ]

  /// The schedule that a command-line argument describes.
  ///
  /// Lists have slashes between their values: `piecewise:boundaries=100/200,values=0.1/0.01/0.001`.
  /// A warm-up's `then` comes last and is followed by a schedule with keys of its own:
  /// `warmup:steps=500,peak=0.1,then=cosine:decaySteps=5000`.
  ///
  /// - Parameters:
  ///   - word: The argument.
  ///   - option: The name of the option, for errors.
  ///   - learningRate: The initial rate or peak of a schedule without its own.
  /// - Returns: The schedule, not checked, and whether it used `learningRate`.
  /// - Throws: `ModelError.invalidValue` naming the invalid part of the argument.
  package static func schedule(
    _ word: String, of option: String, learningRate: Double
  ) throws(ModelError) -> (schedule: any LearningRateSchedule, usesLearningRate: Bool) {
    let option = try KeyedOption(word, of: option, rest: "then")
    let wanted = stem(option.name)
    guard
      let index = names.indices.first(where: {
        wanted == stem(names[$0]) || wanted == stem(classNames[$0])
      })
    else { throw option.unknownName(names) }
    let entry = table.entries[index]
    let rateName = ["initial_learning_rate", "peak"].first(where: entry.argumentNames.contains)
    let arguments = try option.arguments(
      entry.argumentNames, defaults: rateName.map { [$0: "\(learningRate)"] } ?? [:])
    let usesLearningRate = rateName.map { option.text(KeyedOption.spelling(of: $0)) == nil }
    return (try entry.part(arguments), usesLearningRate ?? false)
  }

  /// Returns the common stem of all spellings of a name: `inversetime` of `InverseTimeDecay`,
  /// `inverse_time` and `inverse-time`.
  private static func stem(_ word: String) -> String {
    let letters = word.lowercased().filter { $0 != "_" && $0 != "-" }
    return letters.hasSuffix("decay") ? String(letters.dropLast(5)) : letters
  }
}
