import FileFormats

/// A callback that writes each epoch's numbers as a row of a CSV file.
///
/// The columns are the epoch, from 0, and the names of the first epoch's logs in order; lines end,
/// and names are quoted, as Python's `csv` does it. A resumed run appends after the rows of its
/// completed epochs. A write error does not end the training: it is a warning.
/// Source: Keras 3, `CSVLogger`.
public final class CSVLogger: BuiltInCallback {
  let path: String
  private let table: CSVTable
  private let appends: Bool

  private var names: [String]?
  /// Whether a row could not be written, behind which the last row may be half.
  private var isTorn = false

  /// Creates a callback that writes to a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - separator: The separator of values.
  ///   - append: Whether existing rows are kept.
  public init(_ path: String, separator: String = ",", append: Bool = false) {
    self.path = path
    table = CSVTable(separator: separator)
    appends = append
  }

  package func checkArguments() throws(TrainingError) {
    try check("path", isText: path)
    try check("separator", isText: table.separator)
    guard !table.separator.contains("\"") else {
      throw invalid("separator", "no quote, which encloses names", table.separator.debugDescription)
    }
  }

  /// Creates the file, or determines the existing rows to keep.
  ///
  /// - Throws: `FileError`; `TrainingError.invalidValue` for an existing file of something else.
  package func trainingBegan(in run: RunContext) throws {
    names = nil
    isTorn = false
    guard run.isResumed || appends, Directory.kind(of: path) ?? .file == .file else {
      _ = try FileDescriptor(creating: path, .replacing)
      return
    }
    let text = try text()
    // Half a header is none.
    var rows = text.contains(where: \.isNewline) ? table.rows(of: text) : []
    if let first = rows.first?.first, first != "epoch" {
      throw TrainingError.invalidValue(
        of: "the first column of \(path.onOneLine(limit: .max))",
        expected: "epoch, as CSVLogger writes it: is it another file, or another separator?",
        found: first.onOneLine(limit: 60).debugDescription)
    }
    if run.isResumed {
      let columnCount = rows.first?.count
      rows = rows.enumerated().filter { index, row in
        guard index > 0, let epoch = row.first.flatMap({ Int($0) }) else { return true }
        // An earlier attempt may have written epochs that this run is going to repeat, the last of
        // them half: `1` of `12`.
        return epoch < run.initialEpoch && row.count == columnCount
      }.map(\.element)
      let text = rows.map(table.row).joined()
      try AtomicFile.write(to: path) { try $0.write(Array(text.utf8)) }
    }
    names = rows.first.map { Array($0.dropFirst()) }
  }

  /// Writes the epoch's row, after a header if the file has none.
  package func epochEnded(_ report: EpochReport, in run: RunContext) {
    let isNew = names == nil
    let names = names ?? columns(report.logs, run)
    var text = isNew ? table.row(["epoch"] + names) : isTorn ? "\r\n" : ""
    text += table.row(
      ["\(report.epoch)"] + names.map { name in report.logs[name].map { "\($0)" } ?? "NA" })
    do {
      try FileDescriptor(creating: path, isNew ? .replacing : .appending).write(Array(text.utf8))
      self.names = names
    } catch {
      if !isTorn { Warnings.write("the CSV file is not complete: \(error)") }
      isTorn = true
    }
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

  /// Returns the file's text; empty if it does not exist.
  private func text() throws -> String {
    do {
      return String(decoding: try FileDescriptor(reading: path).contents(), as: UTF8.self)
    } catch let error as FileError where error.isMissing {
      return ""
    }
  }
}
