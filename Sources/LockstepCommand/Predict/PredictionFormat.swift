import ArgumentParser
import FileFormats
import Training

/// A form in which predictions are written.
enum PredictionFormat: String, CaseIterable, ExpressibleByArgument {
  case text, csv, jsonl, npy

  /// Hands on predictions in the form of a file, piece by piece.
  ///
  /// - Throws: What `write` throws.
  func write(_ predictions: Predictions, to write: ([UInt8]) throws -> Void) throws {
    if self == .npy {
      let outputs = predictions.outputs
      let content = NpyWriter.content(outputs.values, shape: [outputs.count, outputs.rowSize])
      return try write(content.bytes)
    }
    try withoutActuallyEscaping(write) { write in
      var lines = LineBuffer(writingTo: write)
      switch self {
      case .csv: try predictions.writeCSV(to: &lines)
      case .jsonl: try predictions.writeJSON(to: &lines)
      case .text, .npy: try predictions.writeText(to: &lines)
      }
      try lines.flush()
    }
  }
}

extension Predictions {
  /// Columns for a reader: the sample's number, its class with the number that decided, or its
  /// values, and the file of an image.
  fileprivate func writeText(to lines: inout LineBuffer) throws {
    if classes != nil {
      lines.append("sample  probability  class")
    } else {
      let columns = valueNames?.map { $0.onOneLine(limit: 60) }.joined(separator: " ")
      lines.append("sample  " + (columns ?? "values"))
    }
    if files != nil { lines.append("  file") }
    try lines.endLine()
    let names = names?.map { $0.onOneLine(limit: 60) }
    for index in outputs.indices {
      lines.append(index, width: 6)
      lines.append("  ")
      if let classes {
        if let label = classes[index] {
          lines.append(fourDecimalsOf: probability(index, ofClass: label), width: 11)
          lines.append("  ")
          lines.append(label)
          if let names, label < names.count {
            lines.append(" ")
            lines.append(names[label])
          }
        } else {
          lines.append("        NaN  none")
        }
      } else {
        for (position, value) in outputs[index].enumerated() {
          if position > 0 { lines.append(" ") }
          lines.append(value)
        }
      }
      if let files {
        lines.append("  ")
        lines.append(files[index].onOneLine(limit: .max))
      }
      try lines.endLine()
    }
  }

  /// A table with a header: the sample's number, the file of an image, its class, and all numbers
  /// of its output.
  fileprivate func writeCSV(to lines: inout LineBuffer) throws {
    let prefix = classes == nil ? "value" : "probability"
    var header = files == nil ? ["sample"] : ["sample", "file"]
    if classes != nil { header += names == nil ? ["class"] : ["class", "name"] }
    header +=
      valueNames?.map(\.quotedForCSV)
      ?? (0..<outputs.rowSize).map { outputs.rowSize == 1 ? prefix : "\(prefix)\($0)" }
    lines.append(header.joined(separator: ","))
    try lines.endLine()
    let names = names?.map(\.quotedForCSV)
    for index in outputs.indices {
      lines.append(index)
      if let files {
        lines.append(",")
        lines.append(files[index].quotedForCSV)
      }
      if let classes {
        let label = classes[index]
        lines.append(",")
        if let label { lines.append(label) }
        if let names {
          lines.append(",")
          if let label, label < names.count { lines.append(names[label]) }
        }
      }
      for value in outputs[index] {
        lines.append(",")
        lines.append(value)
      }
      try lines.endLine()
    }
  }

  /// An object a line: `sample`, `file` of images, `class`, `name`, and `probabilities` or
  /// `values`, by the names of their columns if they have several; what is not finite is `null`.
  fileprivate func writeJSON(to lines: inout LineBuffer) throws {
    let key = classes == nil ? "values" : "probabilities"
    let names = names?.map { JSON.string($0).serialized() }
    let valueNames = valueNames?.map { JSON.string($0).serialized() + ": " }
    for index in outputs.indices {
      lines.append("{\"sample\": ")
      lines.append(index)
      if let files {
        lines.append(", \"file\": ")
        lines.append(JSON.string(files[index]).serialized())
      }
      if let classes {
        lines.append(", \"class\": ")
        let label = classes[index]
        if let label { lines.append(label) } else { lines.append("null") }
        if let names, let label, label < names.count {
          lines.append(", \"name\": ")
          lines.append(names[label])
        }
      }
      lines.append(", \"\(key)\": " + (valueNames == nil ? "[" : "{"))
      for (position, value) in outputs[index].enumerated() {
        if position > 0 { lines.append(", ") }
        if let valueNames { lines.append(valueNames[position]) }
        if value.isFinite { lines.append(value) } else { lines.append("null") }
      }
      lines.append(valueNames == nil ? "]}" : "}}")
      try lines.endLine()
    }
  }
}
