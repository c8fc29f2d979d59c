public import Datasets
import Engine
public import Layers
import Parallel

extension Model {
  /// Returns the output of every layer for some samples, by the layers' names in model order.
  ///
  /// The calling rank computes it alone, as `predict` does, and a callback may; the model need not
  /// be compiled.
  ///
  /// A layer that the model calls twice is there twice. Inputs are not listed.
  ///
  /// - Parameter x: The samples, of the model's input shape.
  /// - Returns: The name of each layer, and the shape, whose first size is the number of samples,
  ///   and row-major elements of its output.
  /// - Throws: `ModelError`, or `TrainingError.shape` when the samples have another shape.
  public func activations(
    _ x: Samples
  ) throws -> [(name: String, shape: [Int], values: [Float])] { try activations([x]) }

  /// Returns the output of every layer of a model with any number of inputs; `x` has an array for
  /// each; see the other `activations`.
  public func activations(
    _ x: [Samples]
  ) throws -> [(name: String, shape: [Int], values: [Float])] {
    try ProcessGroup.prepareProcessor()
    try checkViews(x)
    let graph = try graph()
    try graph.check(x)
    let data = TrainingData(x, [])
    let recorder = try PassRecorder(graph, nil, labels: [], capacity: min(data.count, 256))
    let layers = graph.calls.enumerated().filter { !graph.inputs.contains($0.offset) }.map(
      \.element)
    var values = layers.map { _ in [Float]() }
    try variablePlan().withVariables { variables in
      for start in stride(from: 0, to: data.count, by: recorder.capacity) {
        let end = min(start + recorder.capacity, data.count)
        let outputs = try recorder.outputs(of: (start..<end).map { Int32($0) }, in: data, variables)
        for (index, output) in outputs.filter({ $0.kind == .activation }).enumerated() {
          values[index] += output.values
        }
      }
    }
    return zip(layers, values).map { layer, values in
      (layer.name, [data.count] + layer.outputShape.dimensions, values)
    }
  }
}
