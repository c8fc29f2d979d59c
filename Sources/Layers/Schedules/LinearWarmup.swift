package import Engine

/// A learning rate that rises in a straight line, update by update, and then follows another
/// schedule.
///
/// Step `s` of the first `steps` has `start + (peak - start) · s / steps`; from then on the rate is
/// that of `then`, whose steps count from the end of the warm-up, or stays at `peak`. With a start
/// of 0 the first update changes nothing. Computed in `Double`, rounded once. Source: Goyal et al.
/// (2017), section 2.2, for large batches; not in Keras, where `CosineDecay` has a warm-up of its
/// own.
public struct LinearWarmup: BuiltInSchedule {
  /// The rate of the first step.
  package var start: Double
  /// The rate at the end of the warm-up.
  package var peak: Double
  /// The number of steps of the warm-up.
  package var steps: Int
  /// The schedule after the warm-up, or nil to stay at the peak.
  package var then: (any LearningRateSchedule)?

  /// Creates a warm-up from `start` to `peak`, followed by a schedule.
  public init(
    start: Double = 0, peak: Double, steps: Int, then: (any LearningRateSchedule)? = nil
  ) {
    self.start = start
    self.peak = peak
    self.steps = steps
    self.then = then
  }

  package func rate(at step: Int) -> Float {
    guard step < steps else { return then?.rate(atStep: step - steps) ?? peak.roundedRate }
    return (start + (peak - start) * Double(step, of: steps)).roundedRate
  }

  package var arguments: [String: ConfigurationValue] {
    [
      "start": .number(start), "peak": .number(peak), "steps": .integer(steps),
      "then": then.map { .part($0) } ?? .null,
    ]
  }

  package func checkArguments() throws(ModelError) {
    try start.checkRate("start of LinearWarmup")
    try peak.checkRate("peak of LinearWarmup")
    try steps.check(atLeast: 1, "steps of LinearWarmup")
    try then?.check()
  }
}
