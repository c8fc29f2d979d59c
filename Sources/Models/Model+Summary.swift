import Foundation

extension Model {
  /// The model as Keras prints it: a table of layers, shapes and counts.
  ///
  /// - Parameter lineLength: The table's width in columns, bars included.
  /// - Returns: lines of text, the last one ended too.
  /// - Throws: `ModelError` naming the layer that does not fit.
  public func summary(lineLength: Int = 65) throws(ModelError) -> String {
    let graph = try graph()
    var seen: Set<ObjectIdentifier> = []
    let rows = graph.calls.filter { !($0.layer is InputLayer) }.map { call in
      let isNew = seen.insert(ObjectIdentifier(call.layer)).inserted
      let count = call.layer.parameters(for: call.inputShapes)
        .reduce(0) { $0 + $1.shape.reduce(1, *) }
      return [
        "\(call.name) (\(call.layer.className))", call.outputShape.description,
        isNew ? count.groupedByThousands : "0",
      ]
    }
    // Keras's column edges: 45 % and 80 % of the line.
    let first = Int(0.45 * Double(lineLength))
    let second = Int(0.8 * Double(lineLength)) - first
    let table = SummaryTable(
      widths: [first - 1, second - 2, lineLength - first - second - 1],
      header: ["Layer (type)", "Output Shape", "Param #"], rows: rows)
    let plan = VariablePlan(graph)
    let trainableCount = plan.parameterSpace.parameterCount
    let otherCount = plan.variableSpace.parameterCount
    let count = trainableCount + otherCount
    var lines = ["Model: \"\(name)\""] + table.lines
    if let optimizer = compilation?.optimizer, let state, state.iterations > 0 {
      // Keras counts the slots, the number of updates and the learning rate.
      let slotCount = optimizer.slotNames.count * trainableCount + 2
      lines.append(countLine("Total params", count + slotCount))
      lines.append(countLine("Trainable params", trainableCount))
      lines.append(countLine("Non-trainable params", otherCount))
      lines.append(countLine("Optimizer params", slotCount))
    } else {
      lines.append(countLine("Total params", count))
      lines.append(countLine("Trainable params", trainableCount))
      lines.append(countLine("Non-trainable params", otherCount))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func countLine(_ label: String, _ count: Int) -> String {
    " \(label): \(count.groupedByThousands) (\(byteCountText(4 * count)))"
  }
}

/// Bytes as Keras writes them: `0.00 B`, `476.29 KB`, `1.55 MB`.
private func byteCountText(_ byteCount: Int) -> String {
  var value = Double(byteCount)
  for unit in ["B", "KB", "MB", "GB"] {
    if value < 1_024 || unit == "GB" { return String(format: "%.2f \(unit)", value) }
    value /= 1_024
  }
  return "\(byteCount) B"
}

extension Int {
  /// The number with a comma between thousands: `407,050`.
  package var groupedByThousands: String {
    var result = ""
    for (place, digit) in String(magnitude).reversed().enumerated() {
      if place > 0, place.isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return (self < 0 ? "-" : "") + String(result.reversed())
  }
}
