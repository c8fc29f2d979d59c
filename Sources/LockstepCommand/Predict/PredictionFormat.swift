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
      return [line("sample", "values" + (files == nil ? "" : "  file"))]
        + outputs.enumerated().map { index, output in
          line("\(index)", output.map { "\($0)" }.joined(separator: " ") + file(index))
        }
    }
    return [line("sample", "probability  class" + (files == nil ? "" : "  file"))]
      + outputs.indices.map { index in
        guard let label = classes[index] else {
          return line("\(index)", "NaN".padded(to: 11) + "  none" + file(index))
        }
        let score = String(format: "%.4f", probability(index, ofClass: label))
        let name = name(label).map { " \($0.onOneLine(limit: 60))" } ?? ""
        return line("\(index)", score.padded(to: 11) + "  \(label)\(name)" + file(index))
      }
  }

  /// The end of a sample's line: its file, where it has one.
  private func file(_ index: Int) -> String {
    files.map { "  \($0[index].onOneLine(limit: .max))" } ?? ""
  }

  /// A table with a header: the sample's number, the file of an image, its class, and all numbers
  /// of its output.
  fileprivate var csvLines: [String] {
    let prefix = classes == nil ? "value" : "probability"
    var header = files == nil ? ["sample"] : ["sample", "file"]
    if classes != nil { header += names == nil ? ["class"] : ["class", "name"] }
    header += (0..<outputs.rowSize).map { outputs.rowSize == 1 ? prefix : "\(prefix)\($0)" }
    return [header.joined(separator: ",")]
      + outputs.enumerated().map { index, output in
        var cells = ["\(index)"] + (files.map { [$0[index].quotedForCSV] } ?? [])
        if let classes {
          let label = classes[index]
          cells.append(label.map { "\($0)" } ?? "")
          if names != nil { cells.append((label.flatMap { name($0) } ?? "").quotedForCSV) }
        }
        return (cells + output.map { "\($0)" }).joined(separator: ",")
      }
  }

  /// An object a line: `sample`, `file` of images, `class`, `name`, and `probabilities` or
  /// `values`; what is not finite is `null`.
  fileprivate var jsonLines: [String] {
    let key = classes == nil ? "values" : "probabilities"
    return outputs.enumerated().map { index, output in
      var members = ["\"sample\": \(index)"]
      if let files { members.append("\"file\": \(JSON.string(files[index]).serialized())") }
      if let classes {
        let label = classes[index]
        members.append("\"class\": \(label.map { "\($0)" } ?? "null")")
        if let name = label.flatMap({ name($0) }) {
          members.append("\"name\": \(JSON.string(name).serialized())")
        }
      }
      let numbers = output.map { $0.isFinite ? "\($0)" : "null" }.joined(separator: ", ")
      members.append("\"\(key)\": [\(numbers)]")
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
