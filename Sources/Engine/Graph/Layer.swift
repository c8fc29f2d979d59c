/// A part of a model: a function of tensors with weights of its own.
///
/// A layer is an object: calling the same one twice shares its weights. To add one, write a class
/// in `Layers` that says which shape it gives, which parameters it has, and which operations compute
/// it, and list it in `LayerRegistry`. To put layers together to a new
/// one, write a `CompositeLayer`.
public protocol Layer: AnyObject, Configurable {
  /// The name that its user gave, or nil: then the model counts `dense`, `dense_1`.
  var name: String? { get }

  /// The shape of one sample of the input, where the layer was made with one.
  var inputShape: Shape? { get }

  /// The shape of the output, or an error that names this layer and the shape it was given.
  func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape

  /// The variables for inputs that `outputShape(for:)` accepted, in Keras's order: parameters, and
  /// non-trainable variables.
  func parameters(for inputs: [Shape]) -> [ParameterSpecification]

  /// What computes the layer: each operation takes the result of the one before.
  ///
  /// The first takes the layer's inputs and its parameters. No operation at all means that the
  /// output is the input's memory with another shape.
  func operations(for inputs: [Shape]) -> [any Operation]

}

extension Layer {
  /// No shape was given.
  public var inputShape: Shape? { nil }

  /// No parameters.
  public func parameters(for inputs: [Shape]) -> [ParameterSpecification] { [] }

  /// Adds a call of this layer to a graph.
  ///
  /// - Throws: `ModelError.shape` when the layer cannot take the inputs' shapes.
  public func callAsFunction(_ inputs: Symbol...) throws(ModelError) -> Symbol {
    try call(on: inputs)
  }

  /// Adds a call of this layer to a graph.
  ///
  /// - Throws: `ModelError.shape` when the layer cannot take the inputs' shapes.
  public func callAsFunction(_ inputs: [Symbol]) throws(ModelError) -> Symbol {
    try call(on: inputs)
  }

  package func call(on inputs: [Symbol]) throws(ModelError) -> Symbol {
    if let composite = self as? any CompositeLayer { return try composite.trace(inputs) }
    let shape = try outputShape(for: inputs.map(\.shape))
    return Symbol(shape: shape, node: Node(layer: self, inputs: inputs, outputShape: shape))
  }

  /// The only input's shape, or an error that names this layer.
  package func onlyShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    guard let shape = inputs.first, inputs.count == 1 else {
      throw .invalidValue(
        of: "the number of inputs of layer \(name ?? className)", expected: "1",
        found: "\(inputs.count)")
    }
    return shape
  }
}

/// What a layer says about one of its variables.
public struct ParameterSpecification: Sendable {
  /// The name within the layer, as in Keras: `kernel`.
  public let name: String
  /// The sizes; a dense kernel is `[inputs, units]`.
  public let shape: [Int]
  /// Where the first values come from.
  public let initializer: any Initializer
  /// Whether gradients change it; false for a moving average.
  public let isTrainable: Bool

  /// A parameter of the given name and sizes, with its first values.
  public init(
    name: String, shape: [Int], initializer: any Initializer, isTrainable: Bool = true
  ) {
    self.name = name
    self.shape = shape
    self.initializer = initializer
    self.isTrainable = isTrainable
  }
}
