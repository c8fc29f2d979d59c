package import Engine
package import FileFormats
package import Layers

/// The learning-rate schedules that a configuration can name.
package enum ScheduleRegistry {
  /// The classes, in Keras's words.
  package static let classNames = [
    "ExponentialDecay", "InverseTimeDecay", "CosineDecay", "PiecewiseConstantDecay",
    "PolynomialDecay", "LinearWarmup",
  ]

  /// The learning rate that a number or a schedule's object describes.
  ///
  /// - Parameters:
  ///   - json: A number, or `{"class_name": "CosineDecay", "config": {...}}`.
  ///   - path: Where it stands, for errors.
  /// - Returns: the schedule; a number is a constant one.
  /// - Throws: `ModelError` naming the place of what is missing or not supported.
  package static func schedule(
    configuration json: JSON, path: String
  ) throws(ModelError) -> any LearningRateSchedule {
    try schedule(ConfigurationReader(json: json, path: path))
  }

  static func schedule(
    _ entry: ConfigurationReader
  ) throws(ModelError) -> any LearningRateSchedule {
    guard entry.json.objectValue != nil else { return try entry.float() }
    let word = try entry.required("class_name").string()
    guard let className = classNames.first(named: word, by: \.self) else {
      throw .unsupported(
        kind: "learning-rate schedule", name: word, path: entry.path, supported: classNames)
    }
    let reader = try entry.required("config")
    let schedule = try make(className, reader)
    try reader.refuseKeys(except: ["name"] + schedule.configuration.keys)
    return schedule
  }

  private static func make(
    _ className: String, _ reader: ConfigurationReader
  ) throws(ModelError) -> any LearningRateSchedule {
    switch className {
    case "ExponentialDecay":
      return ExponentialDecay(
        initialLearningRate: try reader.required("initial_learning_rate").double(),
        decaySteps: try reader.required("decay_steps").wholeNumber(),
        decayRate: try reader.required("decay_rate").double(),
        staircase: try reader["staircase"]?.boolean() ?? false)
    case "InverseTimeDecay":
      return InverseTimeDecay(
        initialLearningRate: try reader.required("initial_learning_rate").double(),
        decaySteps: try reader.required("decay_steps").wholeNumber(),
        decayRate: try reader.required("decay_rate").double(),
        staircase: try reader["staircase"]?.boolean() ?? false)
    case "CosineDecay":
      return CosineDecay(
        initialLearningRate: try reader.required("initial_learning_rate").double(),
        decaySteps: try reader.required("decay_steps").wholeNumber(),
        alpha: try reader["alpha"]?.double() ?? 0,
        warmupTarget: try reader.valued("warmup_target")?.double(),
        warmupSteps: try reader["warmup_steps"]?.wholeNumber() ?? 0)
    case "PiecewiseConstantDecay":
      var (boundaries, values) = ([Int](), [Double]())
      for entry in try reader.required("boundaries").elements() {
        boundaries.append(try entry.wholeNumber())
      }
      for entry in try reader.required("values").elements() { values.append(try entry.double()) }
      return PiecewiseConstantDecay(boundaries: boundaries, values: values)
    case "PolynomialDecay":
      return PolynomialDecay(
        initialLearningRate: try reader.required("initial_learning_rate").double(),
        decaySteps: try reader.required("decay_steps").wholeNumber(),
        endLearningRate: try reader["end_learning_rate"]?.double() ?? 0.0001,
        power: try reader["power"]?.double() ?? 1,
        cycle: try reader["cycle"]?.boolean() ?? false)
    default:
      let then: (any LearningRateSchedule)?
      if let entry = reader.valued("then") { then = try schedule(entry) } else { then = nil }
      return LinearWarmup(
        start: try reader["start"]?.double() ?? 0, peak: try reader.required("peak").double(),
        steps: try reader.required("steps").wholeNumber(), then: then)
    }
  }
}
