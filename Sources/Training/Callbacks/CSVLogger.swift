import FileFormats
import Foundation

/// A callback that writes each epoch's numbers as a row of a CSV file.
///
/// The columns are the epoch, from 0, and the names of the first epoch's logs in order; lines end
/// as Python's `csv` ends them. A resumed run appends after the rows of its completed epochs. A
/// write error does not end the training before its last epoch. Source: Keras 3, `CSVLogger`.
public final class CSVLogger: BuiltInCallback {
  let path: String
  private let separator: String
  private let appends: Bool

  private var names: [String]?
  private var failure: (any Error)?

  /// Creates a callback that writes to a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - separator: The separator of values.
  ///   - append: Whether existing rows are kept.
  public init(_ path: String, separator: String = ",", append: Bool = false) {
    self.path = path
    self.separator = separator
    appends = append
  }

  package func checkArguments() throws(TrainingError) {
    try check("path", isText: path)
    try check("separator", isText: separator)
  }

  /// Creates the file, or determines the existing rows to keep.
  ///
  /// - Throws: `FileError`.
  package func trainingBegan(in run: RunContext) throws {
    names = nil
    failure = nil
    guard run.isResumed || appends else {
      _ = try FileDescriptor(creating: path, .replacing)
      return
    }
    let lines = try rows()
    if run.isResumed {
      // An earlier attempt may have written epochs that this run is going to repeat.
      let kept = lines.enumerated().filter { index, line in
        index == 0 || epoch(of: line).map { $0 < run.initialEpoch } ?? true
      }
      let text = kept.map { $0.element + "\r\n" }.joined()
      try AtomicFile.write(to: path) { try $0.write(Array(text.utf8)) }
    }
    if let header = lines.first {
      names = Array(header.components(separatedBy: separator).dropFirst())
    }
  }

  /// Writes the epoch's row, after a header if the file has none.
  package func epochEnded(_ report: EpochReport, in run: RunContext) {
    var text = ""
    let names = names ?? columns(report.logs, run)
    if self.names == nil {
      self.names = names
      text = row(["epoch"] + names)
    }
    text += row(
      ["\(report.epoch)"] + names.map { name in report.logs[name].map { "\($0)" } ?? "NA" })
    do {
      try FileDescriptor(creating: path, .appending).write(Array(text.utf8))
    } catch {
      failure = failure ?? error
    }
  }

  /// Throws an earlier error of the file.
  ///
  /// - Throws: `FileError`.
  package func trainingEnded(in run: RunContext) throws {
    if let failure { throw failure }
  }

  /// Returns the names of the logs, with empty columns for validation if there is none, as in
  /// Keras, which fills them when validation starts after the first epoch.
  private func columns(_ logs: Logs, _ run: RunContext) -> [String] {
    let given = logs.entries.map(\.name)
    // An epoch in which nothing was learnt lacks the training's numbers.
    let others = given.contains("loss") ? [] : run.directions.names.filter { !given.contains($0) }
    let names = (given + others).sorted()
    return names.contains { $0.hasPrefix("val_") } ? names : names + names.map { "val_" + $0 }
  }

  private func row(_ values: [String]) -> String {
    values.joined(separator: separator) + "\r\n"
  }

  private func epoch(of line: String) -> Int? {
    line.components(separatedBy: separator).first.flatMap { Int($0) }
  }

  /// Returns the file's lines; empty if it does not exist.
  private func rows() throws -> [String] {
    let bytes: [UInt8]
    do {
      bytes = try FileDescriptor(reading: path).contents()
    } catch let error as FileError where error.isMissing {
      return []
    }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(
      String.init)
  }
}
