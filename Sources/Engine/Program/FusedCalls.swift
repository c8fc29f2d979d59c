/// A graph's operations, fused where that is faster.
package struct FusedCalls {
  /// Each call's operations; empty where they are fused into the call before it.
  package private(set) var operations: [[any Operation]]
  /// The output shape of each call after fusion.
  package private(set) var outputShapes: [Shape]

  /// Creates a graph's operations, without `fuses` each call's own.
  package init(_ graph: Graph, fuses: Bool = true) {
    let useCounts = graph.useCounts
    operations = graph.calls.map { $0.layer.operations(for: $0.inputShapes) }
    outputShapes = graph.calls.map(\.outputShape)
    guard fuses else { return }
    for (number, call) in graph.calls.enumerated() {
      guard call.inputs.count == 1, let before = call.inputs.first, useCounts[before] == 1,
        operations[number].count == 1, let last = operations[before].last as? any BuiltInOperation,
        let fused = last.fused(with: operations[number][0])
      else { continue }
      operations[before][operations[before].count - 1] = fused
      outputShapes[before] = call.outputShape
      operations[number] = []
    }
  }
}

extension Graph {
  /// The number of readers of each call's output: other calls, and the model's outputs.
  var useCounts: [Int] {
    var counts = [Int](repeating: 0, count: calls.count)
    for index in calls.flatMap(\.inputs) + outputs { counts[index] += 1 }
    return counts
  }
}
