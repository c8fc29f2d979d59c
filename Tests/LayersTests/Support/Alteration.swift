import Engine
import ModelTestSupport
import Testing

/// A mistake in a backward pass.
struct Alteration: CustomStringConvertible, Sendable {
  /// The gradient that comes out wrong.
  enum Target: Sendable {
    /// Of an input.
    case input(Int)
    /// Of a parameter.
    case parameter(Int)
  }

  /// What is wrong with it.
  enum Kind: CaseIterable {
    /// Its sign.
    case sign
    /// It is 1.01 times what it should be.
    case factor
    /// Its largest element is left out: of an input's in each sample, of a parameter's in each
    /// block.
    case missingElement
    /// Nothing was written.
    case untouched
  }

  /// The index of the operation among those of its layer.
  var operation: Int
  var target: Target
  var kind: Kind

  var description: String { "operation \(operation), \(target), \(kind)" }

  /// Every mistake that a layer's backward pass can have.
  static func all(_ layer: any Layer, _ inputs: [Shape]) -> [Alteration] {
    let parameters = layer.parameters(for: inputs).filter(\.isTrainable).indices
    return AlteredLayer.operations(of: layer, inputs).indices.flatMap { operation in
      let targets =
        operation > 0
        ? [Target.input(0)] : inputs.indices.map(Target.input) + parameters.map(Target.parameter)
      return targets.flatMap { target in
        Kind.allCases.map { Alteration(operation: operation, target: target, kind: $0) }
      }
    }
  }

  /// Makes the mistake in a gradient of which `before` was there before.
  func apply(
    to gradient: UnsafeMutablePointer<Float>, before: [Float], rowSize: Int
  ) {
    for index in before.indices {
      switch kind {
      case .sign: unsafe gradient[index] = -gradient[index]
      case .factor: unsafe gradient[index] *= 1.01
      case .untouched: unsafe gradient[index] = before[index]
      case .missingElement: break
      }
    }
    guard kind == .missingElement else { return }
    for start in stride(from: 0, to: before.count, by: rowSize) {
      let row = start..<start + rowSize
      let largest = row.max { unsafe abs(gradient[$0]) < abs(gradient[$1]) }
      if let largest { unsafe gradient[largest] = 0 }
    }
  }
}
