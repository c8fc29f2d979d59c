package import Engine

/// A piecewise constant learning rate.
///
/// The first value holds up to and including the step of the first boundary, the second up to and
/// including the second, and the last from then on. Source: Keras 3, `PiecewiseConstantDecay`.
public struct PiecewiseConstantDecay: BuiltInSchedule, Equatable {
  /// The last step of each value but the last, ascending.
  package var boundaries: [Int]
  /// The rates, one more than there are boundaries.
  package var values: [Double]

  /// Creates a schedule of rates between boundaries.
  public init(boundaries: [Int], values: [Double]) {
    self.boundaries = boundaries
    self.values = values
  }

  ///
  /// - Precondition: There is one value more than there are boundaries.
  package func rate(at step: Int) -> Float {
    values[boundaries.firstIndex { step <= $0 } ?? boundaries.count].roundedRate
  }

  package var arguments: [String: ConfigurationValue] {
    [
      "boundaries": .array(boundaries.map(ConfigurationValue.integer)),
      "values": .array(values.map(ConfigurationValue.number)),
    ]
  }

  package func checkArguments() throws(ModelError) {
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
