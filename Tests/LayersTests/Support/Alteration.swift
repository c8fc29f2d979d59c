import Engine
import ModelTestSupport
import Testing

/// A mistake in a backward pass.
struct Alteration: CustomStringConvertible, Sendable {
  /// The gradient that comes out wrong.
  enum Place: Sendable {
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

  /// The place of the operation among those of its layer.
  var operation: Int
  var place: Place
  var kind: Kind

  var description: String { "operation \(operation), \(place), \(kind)" }

  /// Every mistake that a layer's backward pass can have.
  static func all(_ layer: any Layer, _ inputs: [Shape]) -> [Alteration] {
    let parameters = layer.parameters(for: inputs).filter(\.isTrainable).indices
    return AlteredLayer.operations(of: layer, inputs).indices.flatMap { operation in
      let places =
        operation > 0
        ? [Place.input(0)] : inputs.indices.map(Place.input) + parameters.map(Place.parameter)
      return places.flatMap { place in
        Kind.allCases.map { Alteration(operation: operation, place: place, kind: $0) }
      }
    }
  }

  /// Makes the mistake in a gradient of which `before` was there before.
  func apply(
    to gradient: UnsafeMutablePointer<Float>, before: [Float], rowSize: Int
  ) {
    for place in before.indices {
      switch kind {
      case .sign: unsafe gradient[place] = -gradient[place]
      case .factor: unsafe gradient[place] *= 1.01
      case .untouched: unsafe gradient[place] = before[place]
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
