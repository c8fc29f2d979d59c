import Engine
import Layers
import Testing

/// A layer with arguments, on inputs of some shapes: what gradients are checked of.
struct LayerCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// The shapes of one sample of the inputs.
  let inputs: [[Int]]
  let make: @Sendable () -> any Layer

  init(
    _ description: String, on inputs: [Int]..., make: @escaping @Sendable () -> any Layer
  ) {
    testDescription = description
    self.inputs = inputs
    self.make = make
  }

  /// A model with the layer between dense ones, so that its inputs' gradients are seen in the first
  /// ones' kernels; it ends in logits.
  func model() throws -> Model { try model(of: make()) }

  /// The same with a mistake in the layer's backward pass, or with none behind the same wrapper.
  func model(altered alteration: Alteration?) throws -> Model {
    try model(of: AlteredLayer(make(), alteration))
  }

  private func model(of layer: any Layer) throws -> Model {
    let input = Symbol.input(shape: [3])
    let parts = try inputs.map { shape in
      let dense = try Dense(shape.reduce(1, *))(input)
      return shape.count == 1 ? dense : try Reshape(Shape(shape))(dense)
    }
    return Model(inputs: [input], outputs: [try Dense(3)(Flatten()(layer(parts)))])
  }

  /// Every mistake that the layer's backward pass can have.
  var alterations: [Alteration] { Alteration.all(make(), inputs.map(Shape.init)) }
}
