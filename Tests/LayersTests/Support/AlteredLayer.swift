import Engine
import FileFormats
import ModelTestSupport

/// A layer like another one, with a mistake in its backward pass.
final class AlteredLayer: Layer {
  let state = LayerState()
  private let base: any Layer
  /// Nil for none.
  private let alteration: Alteration?

  init(_ base: any Layer, _ alteration: Alteration?) {
    self.base = base
    self.alteration = alteration
  }

  var className: String { base.className }
  var name: String? { base.name }
  var inputShape: Shape? { base.inputShape }
  var configuration: [String: ConfigurationValue] { base.configuration }

  func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    try base.outputShape(for: inputs)
  }

  func parameters(for inputs: [Shape]) -> [ParameterSpecification] {
    base.parameters(for: inputs)
  }

  func operations(for inputs: [Shape]) -> [any Operation] {
    var operations = Self.operations(of: base, inputs)
    guard let alteration else { return operations }
    let isFirst = alteration.operation == 0
    // All operations but the first keep the shape.
    let output = (try? base.outputShape(for: inputs))?.elementCount ?? 0
    operations[alteration.operation] = AlteredOperation(
      base: operations[alteration.operation], alteration: alteration,
      inputSizes: isFirst ? inputs.map(\.elementCount) : [output],
      parameterSizes: base.parameters(for: inputs).filter(\.isTrainable)
        .map { $0.shape.reduce(1, *) })
    return operations
  }

  /// A layer's operations; a copy for one that has none, so that there is a place for a mistake.
  static func operations(of layer: any Layer, _ inputs: [Shape]) -> [any Operation] {
    let operations = layer.operations(for: inputs)
    return operations.isEmpty ? [CopyOperation(size: inputs[0].elementCount)] : operations
  }
}

/// An operation like another one, with a mistake in its backward pass.
private struct AlteredOperation: BuiltInOperation {
  let base: any Operation
  let alteration: Alteration
  let inputSizes: [Int]
  let parameterSizes: [Int]

  var worksInPlace: Bool { base.worksInPlace }
  var backwardReadsOutput: Bool { base.backwardReadsOutput }
  var reductionCount: Int { base.reductionCount }
  var activation: ActivationFunction? { (base as? any BuiltInOperation)?.activation }

  func scratchCount(rows: Int) -> Int { base.scratchCount(rows: rows) }

  func stateCount(rows: Int) -> Int { base.stateCount(rows: rows) }

  func forward(_ pass: ForwardPass) throws { try base.forward(pass) }

  func backward(_ pass: BackwardPass) throws {
    let gradients = unsafe altered(pass)
    let before = unsafe gradients.map { start, count, _ in
      unsafe Array(UnsafeBufferPointer(start: start, count: count))
    }
    try base.backward(pass)
    for (place, before) in before.enumerated() {
      let (start, _, rowSize) = unsafe gradients[place]
      unsafe alteration.apply(to: start, before: before, rowSize: rowSize)
    }
  }

  /// Where the gradients that come out wrong stand, their sizes and those of their rows.
  private func altered(
    _ pass: BackwardPass
  ) -> [(start: UnsafeMutablePointer<Float>, count: Int, rowSize: Int)] {
    switch alteration.target {
    case .input(let place):
      guard let start = unsafe pass.inputGradient(place) else { return unsafe [] }
      return unsafe [(start, pass.rows * inputSizes[place], inputSizes[place])]
    case .parameter(let place):
      let size = parameterSizes[place]
      return unsafe pass.leaves.blocks.indices.map {
        unsafe (pass.parameterGradient(place, block: $0), size, size)
      }
    }
  }
}

/// `y = x`.
private struct CopyOperation: BuiltInOperation {
  /// The elements of one sample.
  let size: Int

  func forward(_ pass: ForwardPass) {
    unsafe pass.output.update(from: pass.input(0), count: pass.rows * size)
  }

  func backward(_ pass: BackwardPass) {
    guard let gradient = unsafe pass.inputGradient(0) else { return }
    unsafe gradient.update(from: pass.outputGradient, count: pass.rows * size)
  }
}
