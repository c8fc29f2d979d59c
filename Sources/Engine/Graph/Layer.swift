/// A part of a model: a function of tensors with weights of its own.
///
/// A layer is an object: calling the same one twice shares its weights. To add one, write a class
/// in `Layers` that defines the output's shape, the parameters and the operations, and list it in
/// `LayerRegistry`. To compose existing layers, write a `CompositeLayer`.
public protocol Layer: AnyObject, Configurable {
  /// The name that the user gave, or nil: then the model chooses `dense`, `dense_1` and so on.
  var name: String? { get }

  /// The layer's variables. Store it: `let state = LayerState()`.
  var state: LayerState { get }

  /// The shape of one sample of the input, or nil where the layer was created without one.
  var inputShape: Shape? { get }

  /// Returns the shape of the output, or throws an error that names this layer and the given shape.
  func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape

  /// The variables for inputs that `outputShape(for:)` accepted, in Keras's order: parameters, and
  /// non-trainable variables.
  func parameters(for inputs: [Shape]) -> [ParameterSpecification]

  /// The operations that compute the layer; each takes the result of the one before.
  ///
  /// The first takes the layer's inputs and its parameters. An empty array means that the output is
  /// the input's memory with another shape.
  func operations(for inputs: [Shape]) -> [any Operation]

}

extension Layer {
  /// Nil: the layer has no input shape of its own.
  public var inputShape: Shape? { nil }

  /// An empty array: the layer has no parameters.
  public func parameters(for inputs: [Shape]) -> [ParameterSpecification] { [] }

  /// Adds a call of this layer to a graph.
  ///
  /// - Throws: `ModelError.shape` when the layer does not support the inputs' shapes.
  public func callAsFunction(_ inputs: Symbol...) throws(ModelError) -> Symbol {
    try call(on: inputs)
  }

  /// Adds a call of this layer to a graph.
  ///
  /// - Throws: `ModelError.shape` when the layer does not support the inputs' shapes.
  public func callAsFunction(_ inputs: [Symbol]) throws(ModelError) -> Symbol {
    try call(on: inputs)
  }

  package func call(on inputs: [Symbol]) throws(ModelError) -> Symbol {
    if let composite = self as? any CompositeLayer { return try composite.trace(inputs) }
    let shape = try outputShape(for: inputs.map(\.shape))
    return Symbol(shape: shape, node: Node(layer: self, inputs: inputs, outputShape: shape))
  }

  /// Returns the only input's shape, or throws an error that names this layer.
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
  /// Whether training changes the layer's parameters; a change takes effect when a model is
  /// compiled.
  ///
  /// For a composite layer it applies to all layers inside.
  public var trainable: Bool {
    get { state.isTrainable }
    set { state.isTrainable = newValue }
  }

  /// The layer's variables by their names within the layer, `kernel` and so on, or `dense/kernel`
  /// in a composite layer; empty until the layer is in a model that is compiled, or used otherwise,
  /// and whose input has a shape.
  public var weights: [(name: String, shape: [Int], values: [Float])] {
    variables.map { ($0.name, $0.shape, $0.state[$0.index]) }
  }

  /// Sets the values of the layer's variables, in the order of `weights`.
  ///
  /// - Throws: `ModelError.weights` when the counts differ; `.invalidValue` inside a callback.
  public func setWeights(_ values: [[Float]]) throws(ModelError) {
    try checkNotInCallback("setWeights")
    let variables = variables
    guard !variables.isEmpty || state.creation != nil || values.isEmpty else {
      throw .invalidValue(
        of: "the model around layer \(name ?? className)",
        expected: "one that is compiled, and whose input has a shape", found: "missing")
    }
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
    for (variable, new) in zip(variables, values) { variable.state[variable.index] = new }
  }

  /// The layer's variables: for a composite layer those of the layers inside, in the order of their
  /// calls.
  private var variables: [(name: String, shape: [Int], state: LayerState, index: Int)] {
    guard !(self is any CompositeLayer) else {
      return state.inside.flatMap { name, layer in
        layer.variables.map { ("\(name)/\($0.name)", $0.shape, $0.state, $0.index) }
      }
    }
    state.buildIfPossible()
    return state.specifications.enumerated().map { ($1.name, $1.shape, state, $0) }
  }

  /// - Throws: `ModelError.invalidValue` while a run that trains the layer is calling a callback,
  ///   on rank 0 alone: the other ranks would not take part.
  package func checkNotInCallback(_ call: String) throws(ModelError) {
    guard state.isInCallback || state.inside.contains(where: { $0.layer.state.isInCallback }) else {
      return
    }
    throw .invalidValue(
      of: "the call of \(call)",
      expected: "one before or after fit; a callback asks its RunContext for changes",
      found: "inside a callback")
  }
}

/// The specification of one of a layer's variables.
public struct ParameterSpecification: Sendable {
  /// The name within the layer, as in Keras: `kernel`.
  public let name: String
  /// The sizes; a dense kernel is `[inputs, units]`.
  public let shape: [Int]
  /// The initializer of its values.
  public let initializer: any Initializer
  /// Whether the optimizer updates it; false for a moving average.
  public let isTrainable: Bool

  /// Creates the specification of a variable.
  public init(
    name: String, shape: [Int], initializer: any Initializer, isTrainable: Bool = true
  ) {
    self.name = name
    self.shape = shape
    self.initializer = initializer
    self.isTrainable = isTrainable
  }
}
