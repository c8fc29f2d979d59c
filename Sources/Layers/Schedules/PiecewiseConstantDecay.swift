public import Engine

/// A learning rate that jumps from value to value.
///
/// The first value holds up to and including the step of the first boundary, the second up to and
/// including the second, and the last from then on. Source: Keras 3, `PiecewiseConstantDecay`.
public struct PiecewiseConstantDecay: LearningRateSchedule, Equatable {
  /// The last step of each value but the last, rising.
  public var boundaries: [Int]
  /// The rates, one more than there are boundaries.
  public var values: [Double]

  /// Rates between boundaries.
  public init(boundaries: [Int], values: [Double]) {
    self.boundaries = boundaries
    self.values = values
  }

  /// The learning rate of the update that `step` updates came before.
  ///
  /// - Precondition: There is one value more than there are boundaries.
  public func rate(atStep step: Int) -> Float {
    values[boundaries.firstIndex { step <= $0 } ?? boundaries.count].roundedRate
  }

  /// The class's name in Keras.
  public var className: String { "PiecewiseConstantDecay" }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] {
    [
      "boundaries": .array(boundaries.map(ConfigurationValue.integer)),
      "values": .array(values.map(ConfigurationValue.number)),
    ]
  }

  /// Checks counts, order and numbers.
  ///
  /// - Throws: `ModelError.invalidValue` naming what is invalid.
  public func check() throws(ModelError) {
    guard values.count == boundaries.count + 1 else {
      throw .invalidValue(
        of: "the number of values of PiecewiseConstantDecay",
        expected: "\(boundaries.count + 1), one more than boundaries", found: "\(values.count)")
    }
    try boundaries.first?.check(atLeast: 0, "the first boundary of PiecewiseConstantDecay")
    for (lower, upper) in zip(boundaries, boundaries.dropFirst()) where upper <= lower {
      throw .invalidValue(
        of: "a boundary of PiecewiseConstantDecay", expected: "more than the one before, \(lower)",
        found: "\(upper)")
    }
    for value in values { try value.checkRate("a value of PiecewiseConstantDecay") }
  }
}
