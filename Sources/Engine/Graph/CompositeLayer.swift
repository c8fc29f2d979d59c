/// A layer that is made of layers: Keras's way of writing a subclass of `Layer`.
///
/// A class says in `call(_:)` how its layers follow each other. It is then called on symbols, or
/// put into a `Sequential`, like any other layer; called twice, it shares its layers' weights.
///
/// ```swift
/// final class ResidualBlock: CompositeLayer {
///   let name: String?
///   private let dense: Dense
///   private let add = Add()
///
///   init(_ units: Int, name: String? = nil) {
///     self.name = name
///     dense = Dense(units, activation: .relu)
///   }
///
///   func call(_ inputs: [Symbol]) throws(ModelError) -> Symbol {
///     try add(dense(inputs[0]), inputs[0])
///   }
/// }
/// ```
///
/// The layers' variables are named after the composite: `residual_block/dense/kernel`. Layers are
/// made once, in `init`: those that `call(_:)` makes would be new ones at every call. Source: Keras
/// 3, "Making new layers and models via subclassing".
public protocol CompositeLayer: Layer {
  /// The result of the layers on the inputs.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit.
  func call(_ inputs: [Symbol]) throws(ModelError) -> Symbol
}

extension CompositeLayer {
  /// No name was given.
  public var name: String? { nil }

  /// The shape that `call(_:)` gives.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    try call(inputs.map { .input(shape: $0) }).shape
  }

  /// The parameters of all its layers, in the order of their calls.
  public func parameters(for inputs: [Shape]) -> [ParameterSpecification] {
    let symbols = inputs.map { Symbol.input(shape: $0) }
    guard let output = try? call(symbols),
      let graph = try? Graph(inputs: symbols, outputs: [output])
    else { return [] }
    var seen: Set<ObjectIdentifier> = []
    return graph.calls.filter { seen.insert(ObjectIdentifier($0.layer)).inserted }.flatMap {
      $0.layer.parameters(for: $0.inputShapes)
    }
  }

  /// None of its own: a graph has its layers' in its place.
  public func operations(for inputs: [Shape]) -> [any Operation] { [] }

  /// Adds the calls of the layers to a graph.
  func trace(_ inputs: [Symbol]) throws(ModelError) -> Symbol {
    let start = Node.next()
    let result = try call(inputs)
    // What was made since then and leads to the result was made inside.
    var pending = [result.node]
    var seen: Set<ObjectIdentifier> = []
    while let node = pending.popLast() {
      guard node.serial > start, seen.insert(ObjectIdentifier(node)).inserted else { continue }
      node.enclose(in: self)
      pending += node.inputs.map(\.node)
    }
    return result
  }
}
