public import Engine
import Foundation

extension Model {
  /// Returns the model's summary as Keras prints it: a table of layers, shapes and counts, followed
  /// by the totals.
  ///
  /// For a model that branches, or calls a layer twice, a column lists the tensors on which each
  /// layer is called: `left[0][0]` is the output of the first call of layer `left`.
  ///
  /// - Parameter lineLength: The table's width in characters, including bars, from 30 to 1,000. The
  ///   default is 65, or 76 for a model that branches.
  /// - Returns: Lines of text, each terminated.
  /// - Throws: `ModelError` naming the layer that does not support its input, or for another width.
  public func summary(lineLength: Int? = nil) throws(ModelError) -> String {
    if let lineLength, !(30...1_000).contains(lineLength) {
      throw .invalidValue(
        of: "lineLength", expected: "a width from 30 to 1000", found: "\(lineLength)")
    }
    guard isBuilt else { return try unbuiltSummary(lineLength) }
    let graph = try graph()
    let branches = graph.branches
    // Keras's Sequential does not count its InputLayer among its layers.
    let layers = graph.layersInKerasOrder.filter { indices in
      branches || !(self is Sequential && graph.calls[indices[0]].layer is InputLayer)
    }
    let table = SummaryTable(
      columns: Self.columns(branches, lineLength: lineLength ?? (branches ? 76 : 65)),
      rows: graph.summaryRows(layers))
    let text = ["Model: \"\(name)\""] + table.lines + countLines(graph)
    return text.joined(separator: "\n") + "\n"
  }

  /// The summary of a model whose input has no shape yet: a question mark for every shape.
  private func unbuiltSummary(_ lineLength: Int?) throws(ModelError) -> String {
    let layers = try layers
    let names = try LayerNames(layers.map { Node(layer: $0, inputs: [], outputShape: [1]) })
    let table = SummaryTable(
      columns: Self.columns(false, lineLength: lineLength ?? 65),
      rows: layers.map { ["\(names.name(of: $0)) (\($0.className))", "?", "0 (unbuilt)"] })
    let counts = ["Total params", "Trainable params", "Non-trainable params"].map {
      countLine($0, 0)
    }
    return (["Model: \"\(name)\""] + table.lines + counts).joined(separator: "\n") + "\n"
  }

  /// Returns Keras's columns, with right edges at fixed fractions of the line.
  private static func columns(_ branches: Bool, lineLength: Int) -> [SummaryTable.Column] {
    func edge(_ share: Double) -> Int { Int(share * Double(lineLength)) }
    let edges = branches ? [0, edge(0.3), edge(0.56), edge(0.74)] : [0, edge(0.45), edge(0.8)]
    // The characters that Keras's table subtracts for the bars.
    let bars = branches ? [1, 1, 2, 1] : [1, 2, 1]
    let headers = ["Layer (type)", "Output Shape", "Param #", "Connected to"]
    return zip(headers, zip(edges, zip(edges.dropFirst() + [lineLength], bars))).map {
      header, sizes in
      SummaryTable.Column(
        header: header, width: sizes.1.0 - sizes.0 - sizes.1.1, isFlushRight: header == "Param #")
    }
  }

  /// The lines below the table.
  private func countLines(_ graph: Graph) -> [String] {
    let plan = VariablePlan(graph)
    let trainable = plan.parameterSpace.parameterCount
    let others = plan.variableSpace.parameterCount
    var optimizerCount: Int?
    if let optimizer = compilation?.optimizer, iterations > 0 {
      // Keras counts the slots, the number of updates and the learning rate.
      optimizerCount = optimizer.slotNames.count * trainable + 2
    }
    let lines = [
      countLine("Total params", trainable + others + (optimizerCount ?? 0)),
      countLine("Trainable params", trainable), countLine("Non-trainable params", others),
    ]
    return lines + (optimizerCount.map { [countLine("Optimizer params", $0)] } ?? [])
  }

  private func countLine(_ label: String, _ count: Int) -> String {
    " \(label): \(count.groupedByThousands) (\(byteCountText(4 * count)))"
  }
}

extension Graph {
  /// Returns a row for each layer, given by the indices of its calls.
  fileprivate func summaryRows(_ layers: [[Int]]) -> [[String]] {
    // The number of each call among its layer's calls.
    var numbers = [Int](repeating: 0, count: calls.count)
    for indices in layers {
      for (number, index) in indices.enumerated() { numbers[index] = number }
    }
    return layers.map { indices in
      let call = calls[indices[0]]
      let count = call.layer.parameters(for: call.inputShapes).reduce(0) {
        $0 + $1.shape.reduce(1, *)
      }
      let inputs = indices.flatMap { calls[$0].inputs }
      let connections = inputs.map { "\(calls[$0].name)[\(numbers[$0])][0]" }
      // As in Keras, that of the last call.
      let shape = calls[indices[indices.count - 1]].outputShape
      return [
        "\(call.name) (\(call.layer.className))", shape.description,
        count.groupedByThousands, connections.isEmpty ? "-" : connections.joined(separator: ", "),
      ]
    }
  }
}

/// Returns bytes as Keras writes them: `0.00 B`, `476.29 KB`, `1.55 MB`.
private func byteCountText(_ byteCount: Int) -> String {
  var value = Double(byteCount)
  for unit in ["B", "KB", "MB", "GB"] {
    if value < 1_024 || unit == "GB" { return String(format: "%.2f \(unit)", value) }
    value /= 1_024
  }
  return "\(byteCount) B"
}

extension Int {
  /// The number with commas between thousands: `407,050`.
  package var groupedByThousands: String {
    var result = ""
    for (index, digit) in String(magnitude).reversed().enumerated() {
      if index > 0, index.isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return (self < 0 ? "-" : "") + String(result.reversed())
  }
}
