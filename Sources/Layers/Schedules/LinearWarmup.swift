public import Engine

/// A learning rate that rises in a straight line, update by update, and then follows another
/// schedule.
///
/// Step `s` of the first `steps` has `start + (peak - start) · s / steps`; from then on the rate is
/// that of `then`, whose steps count from the end of the warm-up, or stays at `peak`. With a start
/// of 0 the first update changes nothing. Computed in `Double`, rounded once. Source: Goyal et al.
/// (2017), section 2.2, for large batches; not in Keras, where `CosineDecay` has a warm-up of its
/// own.
public struct LinearWarmup: LearningRateSchedule {
  /// The rate of the first step.
  public var start: Double
  /// The rate that the line ends at.
  public var peak: Double
  /// The number of steps of the warm-up.
  public var steps: Int
  /// What follows, or nil to stay at the peak.
  public var then: (any LearningRateSchedule)?

  /// A warm-up from `start` to `peak`, and what follows it.
  public init(
    start: Double = 0, peak: Double, steps: Int, then: (any LearningRateSchedule)? = nil
  ) {
    self.start = start
    self.peak = peak
    self.steps = steps
    self.then = then
  }

  /// The learning rate of the update that `step` updates came before.
  public func rate(atStep step: Int) -> Float {
    guard step < steps else { return then?.rate(atStep: step - steps) ?? peak.roundedRate }
    return (start + (peak - start) * Double(step, of: steps)).roundedRate
  }

  /// The class's name.
  public var className: String { "LinearWarmup" }

  /// The arguments in Keras's manner; `then` is null, a number, or a schedule's object.
  public var configuration: [String: ConfigurationValue] {
    [
      "start": .number(start), "peak": .number(peak), "steps": .integer(steps),
      "then": then.map { .part($0) } ?? .null,
    ]
  }

  /// Checks the numbers, and what follows.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid number.
  public func check() throws(ModelError) {
    try start.checkRate("start of LinearWarmup")
    try peak.checkRate("peak of LinearWarmup")
    try steps.check(atLeast: 1, "steps of LinearWarmup")
    try then?.check()
  }
}
