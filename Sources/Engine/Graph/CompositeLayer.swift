/// A layer composed of other layers, like a subclass of `Layer` in Keras.
///
/// A class connects its layers in `call(_:)`. It is then called on symbols, or added to a
/// `Sequential`, like any other layer; calling it twice shares its layers' weights.
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
/// The layers' variables are named after the composite: `residual_block/dense/kernel`. Create the
/// layers in `init`: layers created in `call(_:)` would be new at every call. Source: Keras 3,
/// "Making new layers and models via subclassing".
public protocol CompositeLayer: Layer {
  /// The output of the layers for the given inputs.
  ///
  /// - Throws: `ModelError` naming the layer that does not support its input.
  func call(_ inputs: [Symbol]) throws(ModelError) -> Symbol
}

extension CompositeLayer {
  /// Nil: the model derives a name from the class.
  public var name: String? { nil }

  /// The shape of the output of `call(_:)`.
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

  /// An empty array: a graph contains the operations of the layers inside instead.
  public func operations(for inputs: [Shape]) -> [any Operation] { [] }

  /// Adds the calls of the layers inside to a graph.
  func trace(_ inputs: [Symbol]) throws(ModelError) -> Symbol {
    let start = Node.next()
    let result = try call(inputs)
    // Every node created since then on a path to the result was created inside.
    var pending = [result.node]
    var seen: Set<ObjectIdentifier> = []
    var inside: [Node] = []
    while let node = pending.popLast() {
      guard node.serial > start, seen.insert(ObjectIdentifier(node)).inserted else { continue }
      inside.append(node)
      pending += node.inputs.map(\.node)
    }
    inside.sort { $0.serial < $1.serial }
    // Two of one name are an error of the graph.
    state.inside = (try? LayerNames(of: inside))?.layers(of: inside) ?? []
    for node in inside { node.enclose(in: self) }
    return result
  }
}
