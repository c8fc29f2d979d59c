import Foundation
import Kernels
import Lockstep

/// Samples of four classes that a few steps learn, and a small model for them.
enum SmallProblem {
  static let classCount = 4

  /// The class of a sample.
  static func label(_ index: Int) -> Int { (index * 3 + index / 4) % classCount }

  /// Samples of shape `[16]`: every fourth element tells the class, beside a counter's noise.
  ///
  /// All values are multiples of 1/64.
  static func samples(_ count: Int) -> Samples {
    let values = (0..<count).flatMap { index in
      (0..<16).map { element in
        let noise = Float((index * 31 + element * 17 + index * element) % 23) / 64
        return element % classCount == label(index) ? 0.5 + noise : noise
      }
    }
    return Samples(values: values, shape: [16])
  }

  /// The labels as indices.
  static func labels(_ count: Int) throws -> Labels { try Labels((0..<count).map(label)) }

  /// The labels as one-hot vectors.
  static func oneHot(_ count: Int) throws -> Labels {
    try toCategorical(labels(count), classCount: classCount)
  }

  /// Samples and one-hot labels.
  static func data(_ count: Int) throws -> TrainingData {
    TrainingData([samples(count)], [try oneHot(count)])
  }

  /// A compiled network of 212 parameters; with `hidden: 1` of 25.
  static func model(
    _ optimizer: any Optimizer = .adam(learningRate: 0.01),
    loss: any Loss = .categoricalCrossentropy, hidden: Int = 8, seed: UInt64 = 3
  ) throws -> Sequential {
    // The tests' threads are the pool's, whose mode nobody has set.
    FloatingPointMode.flushDenormals()
    let model = Sequential(seed: seed) {
      Dense(hidden, activation: .relu, inputShape: [16])
      Dense(classCount, activation: .softmax)
    }
    try model.compile(optimizer: optimizer, loss: loss, metrics: [.accuracy])
    return model
  }
}

/// The mean loss behind an epoch's sums.
func meanLoss(_ sums: EpochSums) -> Double { sums.sums[0] / Double(sums.sampleCount) }

/// Says where the weights of two models differ: tensor, index and bits; nil where they do not.
func firstDifference(_ found: Model, _ expected: Model) throws -> String? {
  for (tensor, other) in zip(try found.weights(), try expected.weights()) {
    guard tensor.name == other.name, tensor.shape == other.shape else {
      return "\(tensor.name) \(tensor.shape) and \(other.name) \(other.shape)"
    }
    for (index, pair) in zip(tensor.values, other.values).enumerated()
    where pair.0.bitPattern != pair.1.bitPattern {
      return "\(tensor.name)[\(index)]: found \(pair.0) (bits "
        + "\(String(pair.0.bitPattern, radix: 16))), expected \(pair.1) (bits "
        + "\(String(pair.1.bitPattern, radix: 16)))"
    }
  }
  return nil
}
