import ArgumentParser
import FileFormats
import Foundation
import Training

/// A form in which predictions are written.
enum PredictionFormat: String, CaseIterable, ExpressibleByArgument {
  case text, csv, jsonl, npy

  /// Returns predictions in the form of a file.
  func bytes(of predictions: Predictions) -> [UInt8] {
    if self == .npy {
      let outputs = predictions.outputs
      return NpyWriter.content(outputs.values, shape: [outputs.count, outputs.rowSize]).bytes
    }
    let lines: [String] =
      switch self {
      case .csv: predictions.csvLines
      case .jsonl: predictions.jsonLines
      case .text, .npy: predictions.textLines
      }
    var bytes: [UInt8] = []
    for line in lines {
      bytes += line.utf8
      bytes.append(0x0A)
    }
    return bytes
  }
}

extension Predictions {
  /// Columns for a reader: the sample's number, and its class with the number that decided, or its
  /// values.
  fileprivate var textLines: [String] {
    func line(_ sample: String, _ rest: String) -> String {
      String(repeating: " ", count: max(0, 6 - sample.count)) + sample + "  " + rest
    }
    guard let classes else {
      let names = valueNames?.map { $0.onOneLine(limit: 60) }.joined(separator: " ")
      return [line("sample", names ?? "values")]
        + outputs.enumerated().map { index, output in
          line("\(index)", output.map { "\($0)" }.joined(separator: " "))
        }
    }
    return [line("sample", "probability  class")]
      + outputs.indices.map { index in
        guard let label = classes[index] else {
          return line("\(index)", "NaN".padded(to: 11) + "  none")
        }
        let score = String(format: "%.4f", probability(index, ofClass: label))
        let name = name(label).map { " \($0.onOneLine(limit: 60))" } ?? ""
        return line("\(index)", score.padded(to: 11) + "  \(label)\(name)")
      }
  }

  /// A table with a header: the sample's number, its class, and all numbers of its output.
  fileprivate var csvLines: [String] {
    let prefix = classes == nil ? "value" : "probability"
    var header = ["sample"]
    if classes != nil { header += names == nil ? ["class"] : ["class", "name"] }
    header +=
      valueNames?.map(\.quotedForCSV)
      ?? (0..<outputs.rowSize).map { outputs.rowSize == 1 ? prefix : "\(prefix)\($0)" }
    return [header.joined(separator: ",")]
      + outputs.enumerated().map { index, output in
        var cells = ["\(index)"]
        if let classes {
          let label = classes[index]
          cells.append(label.map { "\($0)" } ?? "")
          if names != nil { cells.append((label.flatMap { name($0) } ?? "").quotedForCSV) }
        }
        return (cells + output.map { "\($0)" }).joined(separator: ",")
      }
  }

  /// An object a line: `sample`, `class`, `name`, and `probabilities` or `values`, by the names of
  /// their columns if they have several; what is not finite is `null`.
  fileprivate var jsonLines: [String] {
    let key = classes == nil ? "values" : "probabilities"
    return outputs.enumerated().map { index, output in
      var members = ["\"sample\": \(index)"]
      if let classes {
        let label = classes[index]
        members.append("\"class\": \(label.map { "\($0)" } ?? "null")")
        if let name = label.flatMap({ name($0) }) {
          members.append("\"name\": \(JSON.string(name).serialized())")
        }
      }
      let numbers = output.map { $0.isFinite ? "\($0)" : "null" }
      if let valueNames {
        let named = zip(valueNames, numbers).map { "\(JSON.string($0).serialized()): \($1)" }
        members.append("\"\(key)\": {\(named.joined(separator: ", "))}")
      } else {
        members.append("\"\(key)\": [\(numbers.joined(separator: ", "))]")
      }
      return "{\(members.joined(separator: ", "))}"
    }
  }
}

extension String {
  /// The text with spaces in front, so that it has a width.
  fileprivate func padded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  private var needsQuotes: Bool {
    contains { $0 == "," || $0 == "\"" || $0.isNewline } || first == " " || last == " "
  }

  /// The text as a field of a table in CSV text.
  fileprivate var quotedForCSV: String {
    needsQuotes ? "\"\(replacing("\"", with: "\"\""))\"" : self
  }
}
