// What the library's own parts conform to, in place of the public protocols.
//
// A member that fulfils a public requirement must be public itself, and would stand in the
// documentation of each part. Here the requirements are the package's, and the public ones are
// fulfilled once, in extensions: what is public of a part is what a user names.

/// A part of the library's own.
package protocol BuiltInPart: Configurable {
  /// The arguments by Keras's names; none unless the part says otherwise.
  var arguments: [String: ConfigurationValue] { get }
}

extension BuiltInPart {
  package var arguments: [String: ConfigurationValue] { [:] }

  /// The arguments by Keras's names.
  public var configuration: [String: ConfigurationValue] { arguments }
}

// MARK: - Layers

/// What a layer of the library's own stores: its name, its input's shape, its variables.
package struct LayerBase {
  let name: String?
  let inputShape: Shape?
  let state = LayerState()

  package init(name: String?, inputShape: Shape? = nil) {
    self.name = name
    self.inputShape = inputShape
  }
}

/// A layer of the library's own.
package protocol BuiltInLayer: Layer, BuiltInPart {
  var base: LayerBase { get }
  func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape
  func parameters(of inputs: [Shape]) -> [ParameterSpecification]
  func operations(of inputs: [Shape]) -> [any Operation]
}

extension BuiltInLayer {
  package func parameters(of inputs: [Shape]) -> [ParameterSpecification] { [] }

  /// The name that was given, or nil for a counted one.
  public var name: String? { base.name }

  /// The shape of one sample of the input, where one was given.
  public var inputShape: Shape? { base.inputShape }

  /// The layer's variables.
  public var state: LayerState { base.state }

  /// The shape of the output.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    try outputShape(of: inputs)
  }

  /// The variables.
  public func parameters(for inputs: [Shape]) -> [ParameterSpecification] {
    parameters(of: inputs)
  }

  /// What computes the layer.
  public func operations(for inputs: [Shape]) -> [any Operation] { operations(of: inputs) }
}

// MARK: - Losses and metrics

/// A loss of the library's own.
package protocol BuiltInLoss: Loss, BuiltInPart {
  var bypassedActivation: ActivationFunction? { get }
  func targetForm(for labels: LabelKind) -> TargetForm?
  func operation(
    of output: Shape, _ form: TargetForm, onLogits: Bool
  ) throws(ModelError) -> any LossOperation
}

extension BuiltInLoss {
  package var bypassedActivation: ActivationFunction? { nil }
  package func targetForm(for labels: LabelKind) -> TargetForm? { .values }

  /// The activation on top of whose input the loss is computed where a model ends in it.
  public var logitActivation: ActivationFunction? { bypassedActivation }

  /// The form in which the loss reads labels of a kind, or nil where it cannot.
  public func targetForm(of labels: LabelKind) -> TargetForm? { targetForm(for: labels) }

  /// What computes the loss.
  public func operation(
    for output: Shape, _ form: TargetForm, onLogits: Bool
  ) throws(ModelError) -> any LossOperation {
    try operation(of: output, form, onLogits: onLogits)
  }
}

/// A metric of the library's own.
package protocol BuiltInMetric: Metric, BuiltInPart {
  /// Whether outputs and the logits behind them give the same number, because only their order
  /// matters.
  var readsOrderOnly: Bool { get }
  /// The direction in which the metric improves; nil where it does not say.
  var direction: MetricDirection? { get }
  /// The most hits in one sample's output of a shape; nil for a metric that does not count hits.
  func mostHits(of output: Shape) -> Int?
  /// The metric that this one is for outputs of a shape and labels of a kind.
  func resolved(for output: Shape, labels: LabelKind) -> any Metric
  func operation(of output: Shape, labels: LabelKind) throws(ModelError) -> any MetricOperation
}

extension BuiltInMetric {
  package var readsOrderOnly: Bool { false }
  package var direction: MetricDirection? { .up }
  package func mostHits(of output: Shape) -> Int? { readsOrderOnly ? 1 : nil }
  package func resolved(for output: Shape, labels: LabelKind) -> any Metric { self }

  /// What computes the metric.
  public func operation(
    for output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation {
    try operation(of: output, labels: labels)
  }
}

// MARK: - Initializers

/// An initializer of the library's own.
package protocol BuiltInInitializer: Initializer, BuiltInPart {
  func checkArguments() throws(ModelError)
  func fill(
    _ values: UnsafeMutablePointer<Float>, count: Int, shape: [Int], _ random: ParameterRandom)
}

extension BuiltInInitializer {
  package func checkArguments() throws(ModelError) {}

  /// Checks the arguments.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid argument.
  public func validate() throws(ModelError) { try checkArguments() }

  /// Writes a parameter's values.
  public func fill(_ values: inout MutableSpan<Float>, shape: [Int], random: ParameterRandom) {
    unsafe values.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe fill(start, count: buffer.count, shape: shape, random)
    }
  }
}
