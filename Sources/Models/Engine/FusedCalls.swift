/// A graph's operations, with those joined that are quicker as one.
struct FusedCalls {
  /// Each call's operations; none where the call before it does its work.
  private(set) var operations: [[any Operation]]
  /// What each call gives with them.
  private(set) var outputShapes: [Shape]

  /// `useCounts` is how many read each call's output.
  init(_ graph: Graph, useCounts: [Int]) {
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
