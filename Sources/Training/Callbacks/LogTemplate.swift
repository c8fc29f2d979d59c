import Foundation

/// A text with placeholders for numbers of the logs, in a subset of Python's format syntax:
/// `{epoch}`, `{epoch:02d}`, `{val_loss:.2f}`, `{loss:.3e}`.
struct LogTemplate {
  private let template: String

  init(_ template: String) { self.template = template }

  /// Returns the text for an epoch, counted from 1, and its logs.
  ///
  /// - Throws: `TrainingError.invalidValue` for an unknown name or format.
  func text(epoch: Int, _ logs: Logs) throws(TrainingError) -> String {
    var result = ""
    var rest = template[...]
    while let start = rest.firstIndex(of: "{") {
      result += rest[..<start]
      guard let end = rest[start...].firstIndex(of: "}") else {
        throw invalid("a closing brace for each opening one", found: template)
      }
      let field = rest[rest.index(after: start)..<end]
      result += try value(of: field, epoch: epoch, logs)
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private func value(
    of field: Substring, epoch: Int, _ logs: Logs
  ) throws(TrainingError) -> String {
    let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let format = parts.count == 2 ? String(parts[1]) : ""
    if name == "epoch" {
      guard format.isEmpty || format.wholeMatch(of: /0?[1-9]?d/) != nil else {
        throw invalid("a whole number's format, such as 02d", found: format)
      }
      return format.isEmpty ? "\(epoch)" : String(format: "%\(format)", epoch)
    }
    guard let value = logs[name] else {
      let names = ["epoch"] + logs.entries.map(\.name)
      throw invalid("one of \(names.joined(separator: ", "))", found: name)
    }
    guard format.isEmpty || format.wholeMatch(of: /[0-9]?(\.[0-9]{1,2})?[efg]/) != nil else {
      throw invalid("a number's format, such as .2f", found: format)
    }
    return format.isEmpty ? "\(value)" : String(format: "%\(format)", value)
  }

  private func invalid(_ expected: String, found: String) -> TrainingError {
    .invalidValue(of: "the path of ModelCheckpoint", expected: expected, found: found)
  }
}
