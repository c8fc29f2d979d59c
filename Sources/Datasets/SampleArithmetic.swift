import FileFormats
import Kernels

/// The operations on each element of samples, performed when a batch is gathered.
///
/// A division comes first, by 1 if there is none, then the steps in order. The result of each is
/// rounded to `Float`, as NumPy does with arrays of `float32`; only consecutive divisions by
/// numbers are one division by the product.
struct SampleArithmetic: Equatable {
  /// One operation after the first division.
  struct Step: Equatable {
    let operation: RowOperation
    let operand: SampleOperand
  }

  /// The divisor of the first division, which converts bytes to floats.
  private(set) var divisor: Float = 1
  private(set) var steps: [Step] = []

  /// Appends an operation.
  mutating func append(_ operation: RowOperation, _ operand: SampleOperand) {
    if operation == .divide, case .number(let number) = operand {
      if steps.isEmpty, let product = Self.product(divisor, number) {
        divisor = product
        return
      }
      if let last = steps.last, last.operation == .divide, case .number(let before) = last.operand,
        let product = Self.product(before, number)
      {
        steps[steps.count - 1] = Step(operation: .divide, operand: .number(product))
        return
      }
    }
    steps.append(Step(operation: operation, operand: operand))
  }

  /// The product of two divisors, or nil where it is not a divisor: it overflows or underflows.
  private static func product(_ a: Float, _ b: Float) -> Float? {
    let product = a * b
    return product.isNormal ? product : nil
  }

  /// Performs the steps on one sample.
  func applySteps(to row: UnsafeMutablePointer<Float>, size: Int) {
    for step in steps {
      unsafe step.operand.apply(step.operation, to: row, size: size)
    }
  }

  /// Adds the operations to a fingerprint.
  ///
  /// Samples that are only divided are fingerprinted by their divisor alone.
  func update(_ fingerprint: inout CRC32) {
    fingerprint.update(UInt64(divisor.bitPattern))
    for step in steps {
      fingerprint.update(step.operation.rawValue)
      step.operand.update(&fingerprint)
    }
  }
}

extension SampleArithmetic: CustomStringConvertible {
  /// The operations in order, as ` / 255.0 - 0.5`; empty if there are none.
  var description: String {
    (divisor == 1 ? "" : " / \(divisor)")
      + steps.map { " \($0.operation.symbol) \($0.operand)" }.joined()
  }
}

extension RowOperation {
  /// The operator as a program writes it.
  var symbol: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    }
  }
}
