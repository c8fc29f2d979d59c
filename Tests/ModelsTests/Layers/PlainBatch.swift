import Foundation
import Models

/// A network as a plain function of a whole batch: for layers of several inputs, and for those whose
/// samples depend on each other.
struct PlainBatch {
  typealias Logits = (_ parameters: [[Double]], _ samples: [[Double]]) -> [[Double]]

  let inputCount: Int
  let classCount: Int
  /// The logits of every sample.
  let logits: Logits

  /// Half the distance of the two points of a difference, as in `GradientCheck`.
  private static let step = 1e-6

  /// The cross-entropies' sum.
  func loss(_ parameters: [[Double]], _ samples: [[Double]], classes: [Int]) -> Double {
    zip(logits(parameters, samples), classes).reduce(0) { sum, row in
      sum + log(row.0.reduce(0) { $0 + exp($1) }) - row.0[row.1]
    }
  }

  /// The gradient of `scale` times the sum of all samples' losses, parameter by parameter.
  func differences(
    _ parameters: [[Float]], _ samples: [[Double]], classes: [Int], scale: Double
  ) -> [[Double]] {
    var parameters = parameters.map { $0.map(Double.init) }
    var gradients = parameters
    for place in parameters.indices {
      for element in parameters[place].indices {
        let value = parameters[place][element]
        parameters[place][element] = value + Self.step
        let above = loss(parameters, samples, classes: classes)
        parameters[place][element] = value - Self.step
        let below = loss(parameters, samples, classes: classes)
        parameters[place][element] = value
        gradients[place][element] = (above - below) / (2 * Self.step) * scale
      }
    }
    return gradients
  }

  /// `x · W + b`, where `b` is there.
  static func dense(_ x: [Double], _ kernel: [Double], _ bias: [Double]? = nil) -> [Double] {
    let units = kernel.count / x.count
    return (0..<units).map { unit in
      x.indices.reduce(bias?[unit] ?? 0) { $0 + x[$1] * kernel[$1 * units + unit] }
    }
  }
}

extension PlainBatch {
  /// Checks a model that ends in logits against central differences; nil when they agree.
  ///
  /// The batch is cut into eight leaves, some of them empty where it has fewer samples; `shards` are
  /// the leaves of each rank.
  func mismatch(
    _ model: Model, seed: UInt64, batchSize: Int = 11, shards: [Range<Int>] = [0..<8]
  ) throws -> String? {
    var run = try ShardedRun(model, capacity: batchSize)
    run.randomizeWeights(seed: seed)
    var values = SampleValues(seed: seed + 1)
    let inputs = values.floats(batchSize * inputCount)
    let classes = values.classes(batchSize, of: classCount)
    let outcome = try run.train(inputs, classes: classes, shards: shards)
    let samples = (0..<batchSize).map { row in
      inputs[row * inputCount..<(row + 1) * inputCount].map(Double.init)
    }
    return GradientCheck.mismatch(
      run.single.parameters(of: outcome.gradient),
      differences(
        run.parameters, samples, classes: classes, scale: 1 / Double(batchSize)),
      names: run.parameterNames)
  }
}
