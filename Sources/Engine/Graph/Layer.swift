/// A part of a model: a function of tensors with weights of its own.
///
/// A layer is an object: calling the same one twice shares its weights. To add one, write a class
/// in `Layers` that says which shape it gives, which parameters it has, and which operations
/// compute it, and list it in `LayerRegistry`. To put layers together to a new one, write a
/// `CompositeLayer`.
public protocol Layer: AnyObject, Configurable {
  /// The name that its user gave, or nil: then the model counts `dense`, `dense_1`.
  var name: String? { get }

  /// The layer's variables, stored: `let state = LayerState()`.
  var state: LayerState { get }

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

// MARK: - Weights

extension Layer {
  /// Whether training changes the layer's parameters; a model takes a change over when it is
  /// compiled.
  ///
  /// Of a composite layer it holds for all layers inside.
  public var trainable: Bool {
    get { state.isTrainable }
    set { state.isTrainable = newValue }
  }

  /// The layer's variables by name within the layer, `kernel` and so on; none before a model that
  /// contains the layer was compiled or used.
  public var weights: [(name: String, shape: [Int], values: [Float])] {
    state.specifications.enumerated().map { ($1.name, $1.shape, state[$0]) }
  }

  /// Gives the layer's variables new values, in the order of `weights`.
  ///
  /// - Throws: `ModelError.weights` where the counts differ.
  public func setWeights(_ values: [[Float]]) throws(ModelError) {
    let variables = state.specifications
    guard values.count == variables.count else {
      throw .weights(
        name ?? className, expected: "values for \(variables.count) variables",
        found: "\(values.count)")
    }
    for (variable, new) in zip(variables, values) {
      let count = variable.shape.reduce(1, *)
      guard new.count == count else {
        throw .weights(variable.name, expected: "\(count) values", found: "\(new.count)")
      }
    }
    for (index, new) in values.enumerated() { state[index] = new }
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
