package import Engine
import Layers
package import TestSupport

/// Samples with what a model should answer: a model may have several inputs and outputs.
package struct Batch {
  /// What an output should be, sample by sample.
  package enum Targets: Equatable {
    /// A class for each sample, written as the loss reads it: as an index, or as zeros with a one.
    case classes([Int])
    /// A number for each number of the output.
    case values([Float])
  }

  /// Each input's samples one after the other.
  package var inputs: [[Float]]
  /// What each output should be.
  package var targets: [Targets]
  /// Each sample's weight.
  package var weights: [Float]

  /// The number of samples.
  package var rows: Int { weights.count }

  package init(inputs: [[Float]], targets: [Targets], weights: [Float]) {
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
  }

  /// Some of the samples.
  package subscript(samples: Range<Int>) -> Batch {
    func part<Value>(_ values: [Value]) -> [Value] {
      let width = values.count / max(rows, 1)
      return Array(values[samples.lowerBound * width..<samples.upperBound * width])
    }
    return Batch(
      inputs: inputs.map(part),
      targets: targets.map { targets in
        switch targets {
        case .classes(let classes): .classes(part(classes))
        case .values(let values): .values(part(values))
        }
      },
      weights: part(weights))
  }
}

extension Batch.Targets {
  /// One sample's targets for an output of `size` numbers, written out.
  package func numbers(_ row: Int, of size: Int) -> [Double] {
    switch self {
    case .classes(let classes): (0..<size).map { $0 == classes[row] ? 1 : 0 }
    case .values(let values): values[row * size..<(row + 1) * size].map(Double.init)
    }
  }
}

/// The answers that a test invents for an output.
package enum Answers: Sendable {
  /// Classes as integers.
  case integers
  /// Classes as zeros with a one.
  case oneHot
  /// Numbers from 0 to 1 whose sum is 1.
  case distributions
  /// 0 or 1 for each number.
  case bits
  /// Numbers from 0 to 1.
  case shares
  /// Whole numbers from 0 to 4.
  case counts
  /// Numbers from -1 to 1.
  case numbers

  /// What fits a loss.
  package init(for loss: any Loss) {
    switch loss.className {
    case "SparseCategoricalCrossentropy": self = .integers
    case "CategoricalCrossentropy": self = .oneHot
    case "BinaryCrossentropy": self = .bits
    case "Poisson": self = .counts
    default: self = .numbers
    }
  }

  /// How a user would say what they are.
  package var labels: LabelKind {
    switch self {
    case .integers: .integer
    case .oneHot: .oneHot
    default: .dense
    }
  }

  /// Answers for `rows` samples of an output of `size` numbers.
  package func targets(_ rows: Int, size: Int, _ samples: inout SampleValues) -> Batch.Targets {
    switch self {
    case .integers, .oneHot: return .classes(samples.classes(rows, of: size))
    case .numbers: return .values(samples.floats(rows * size))
    case .bits: return .values(samples.classes(rows * size, of: 2).map(Float.init))
    case .counts: return .values(samples.classes(rows * size, of: 5).map(Float.init))
    case .shares: return .values(samples.floats(rows * size).map { ($0 + 1) / 2 })
    case .distributions:
      return .values(
        (0..<rows).flatMap { _ in
          let row = samples.floats(size).map { $0 + 1.25 }
          return row.map { $0 / row.reduce(0, +) }
        })
    }
  }
}
