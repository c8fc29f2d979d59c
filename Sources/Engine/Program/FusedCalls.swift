/// A graph's operations, with those joined that are quicker as one.
package struct FusedCalls {
  /// Each call's operations; none where the call before it does its work.
  package private(set) var operations: [[any Operation]]
  /// What each call gives with them.
  package private(set) var outputShapes: [Shape]

  package init(_ graph: Graph) {
    let useCounts = graph.useCounts
    operations = graph.calls.map { $0.layer.operations(for: $0.inputShapes) }
    outputShapes = graph.calls.map(\.outputShape)
    for (number, call) in graph.calls.enumerated() {
      guard call.inputs.count == 1, let before = call.inputs.first, useCounts[before] == 1,
        operations[number].count == 1, let last = operations[before].last,
        let fused = last.fused(with: operations[number][0])
      else { continue }
      operations[before][operations[before].count - 1] = fused
      outputShapes[before] = call.outputShape
      operations[number] = []
    }
  }
}

extension Graph {
  /// For each call, how many read its output: other calls, and the model's user.
  var useCounts: [Int] {
    var counts = [Int](repeating: 0, count: calls.count)
    for place in calls.flatMap(\.inputs) + outputs { counts[place] += 1 }
    return counts
  }
}
