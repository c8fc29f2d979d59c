public import Engine

/// A model of a list of layers; each takes the output of the one before.
///
/// ```swift
/// let model = Sequential {
///   Dense(512, activation: .relu, inputShape: [784])
///   Dense(10, activation: .softmax)
/// }
/// ```
/// Source: Keras 3, `Sequential`.
public final class Sequential: Model {
  private var list: [any Layer]
  /// The shape that the model was built with, where no layer says its input's.
  private var builtShape: Shape?

  /// The layers in order.
  public override var layers: [any Layer] {
    if isBuilt { offerVariables(to: list) }
    return list
  }

  /// Creates a model of the given layers, or an empty one to `add` to.
  public init(_ layers: [any Layer] = [], name: String = "sequential", seed: UInt64 = 0) {
    list = layers
    super.init(inputs: [], outputs: [], name: name, seed: seed)
  }

  /// Creates a model of the layers in a block.
  public convenience init(
    name: String = "sequential", seed: UInt64 = 0, @LayerList _ layers: () -> [any Layer]
  ) {
    self.init(layers(), name: name, seed: seed)
  }

  /// Appends a layer; the others keep their weights.
  ///
  /// A model that was compiled is compiled again before it is trained, as the optimizer has no
  /// state for the new layer.
  public func add(_ layer: any Layer) { list.append(layer) }

  package override var className: String { "Sequential" }

  package override var isBuilt: Bool { list.isEmpty || (list[0].inputShape ?? builtShape) != nil }

  package override func build(inputShapes: [Shape]) throws(ModelError) {
    if !isBuilt { builtShape = inputShapes.first }
    try super.build(inputShapes: inputShapes)
  }

  package override func graph() throws(ModelError) -> Graph {
    guard let first = list.first else { throw .empty }
    guard let shape = first.inputShape ?? builtShape else {
      throw .missingInputShape(layer: first.name ?? first.className)
    }
    let input: Symbol
    if let layer = first as? InputLayer {
      input = Symbol(shape: shape, node: Node(layer: layer, inputs: [], outputShape: shape))
    } else {
      input = .input(shape: shape)
    }
    var output = input
    for layer in list where !(layer is InputLayer && layer === first) {
      output = try layer.call(on: [output])
    }
    return try Graph(inputs: [input], outputs: [output])
  }
}

/// A result builder for lists of layers.
@resultBuilder
public enum LayerList {
  /// Returns the layers of a block, one per line.
  public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
  /// Returns one layer as a list.
  public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
  /// Returns the layers of an `if` without `else`.
  public static func buildOptional(_ layers: [any Layer]?) -> [any Layer] { layers ?? [] }
  /// Returns the layers of an `if`.
  public static func buildEither(first layers: [any Layer]) -> [any Layer] { layers }
  /// Returns the layers of an `else`.
  public static func buildEither(second layers: [any Layer]) -> [any Layer] { layers }
  /// Returns the layers of a loop.
  public static func buildArray(_ layers: [[any Layer]]) -> [any Layer] { layers.flatMap { $0 } }
}
