package import Engine

extension Model {
  /// Returns a model that standardizes its input, and then does what this one does, with the same
  /// layers, settings of `compile` and state of the optimizer.
  ///
  /// The new layer has no parameters, so those of the others keep their places.
  ///
  /// - Parameter normalization: The layer in front; it has the shape of the model's only input.
  /// - Returns: The model, with the same name and seed.
  /// - Throws: `ModelError` naming the layer that does not support its input.
  package func standardized(by normalization: Normalization) throws(ModelError) -> Model {
    let graph = try graph()
    let model: Model
    if let sequential = self as? Sequential {
      let layers = sequential.layers
      let inputs = layers.prefix { $0 is InputLayer }
      model = Sequential(
        inputs + [normalization] + layers.dropFirst(inputs.count), name: name, seed: seed)
    } else {
      model = try functional(graph, normalization)
    }
    if let compilation { try model.compile(compilation) }
    model.optimizerState = optimizerState
    model.iterations = iterations
    model.epochs = epochs
    model.loadedWeights = loadedWeights
    return model
  }

  /// Calls the layers of a graph anew, behind the normalization of its input.
  private func functional(
    _ graph: Graph, _ normalization: Normalization
  ) throws(ModelError) -> Model {
    var results: [Symbol] = []
    var inputs: [Symbol] = []
    for call in graph.calls {
      guard call.layer is InputLayer else {
        results.append(try call.layer.call(on: call.inputs.map { results[$0] }))
        continue
      }
      let node = Node(layer: call.layer, inputs: [], outputShape: call.outputShape)
      let input = Symbol(shape: call.outputShape, node: node)
      inputs.append(input)
      results.append(try normalization.call(on: [input]))
    }
    return Model(
      inputs: inputs, outputs: graph.outputs.map { results[$0] }, name: name, seed: seed)
  }
}
