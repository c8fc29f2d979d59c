import Kernels
import Lockstep

/// A small network with every kind of layer that sums over samples or draws random numbers, for
/// `SmallProblem`'s samples.
enum LayeredProblem {
  static func model(
    dropout: Double = 0.3, normalizes: Bool = true, seed: UInt64 = 5
  ) throws -> Sequential {
    // The tests' threads are the pool's, whose mode nobody has set.
    FloatingPointMode.flushDenormals()
    let model = Sequential(seed: seed)
    model.add(Reshape([4, 4, 1], inputShape: [16]))
    model.add(Conv2D(6, (3, 3), padding: .same, activation: .relu))
    model.add(MaxPooling2D((2, 2)))
    if normalizes { model.add(BatchNormalization(name: "normalization")) }
    model.add(Flatten())
    model.add(Dense(12))
    model.add(Activation(.relu))
    model.add(Dropout(dropout))
    model.add(Dense(SmallProblem.classCount, activation: .softmax))
    try model.compile(
      optimizer: .adam(learningRate: 0.01), loss: .categoricalCrossentropy, metrics: [.accuracy])
    return model
  }
}

/// Describes the first tensor whose bits are not the same; nil where there is none.
func firstDifference(
  _ found: [(name: String, shape: [Int], values: [Float])],
  _ expected: [(name: String, shape: [Int], values: [Float])]
) -> String? {
  guard found.map(\.name) == expected.map(\.name) else {
    return "\(found.map(\.name)) and \(expected.map(\.name))"
  }
  for (one, other) in zip(found, expected) {
    guard one.shape == other.shape, one.values.count == other.values.count else {
      return "\(one.name): \(one.shape) and \(other.shape)"
    }
    for (index, pair) in zip(one.values, other.values).enumerated()
    where pair.0.bitPattern != pair.1.bitPattern {
      return "\(one.name)[\(index)]: \(pair.0) and \(pair.1)"
    }
  }
  return nil
}
