import FileFormats

/// One row of a report: a figure with all that identifies it.
package struct FigureRow {
  /// The cells, in the order of the columns; an empty text where there is no value.
  package private(set) var cells: [(column: String, value: String)] = []

  /// Creates a row without cells.
  package init() {}

  /// Appends a text.
  package mutating func add(_ column: String, _ value: String) { cells.append((column, value)) }

  /// Appends another row's cells.
  package mutating func add(_ row: FigureRow) { cells += row.cells }

  /// Appends a whole number.
  package mutating func add(_ column: String, _ value: Int?) {
    add(column, value.map { "\($0)" } ?? "")
  }

  /// Appends a number, with a point and as many digits as tell it from all others; what is not
  /// finite is left empty.
  package mutating func add(_ column: String, _ value: Double?) {
    add(column, value.flatMap { $0.isFinite ? "\($0)" : nil } ?? "")
  }

  /// Appends the order statistics of a measurement: its median under `column`, and the rest.
  package mutating func add(_ column: String, _ statistics: Statistics) {
    add(column, statistics.median)
    add("low", statistics.medianInterval?.lowerBound)
    add("high", statistics.medianInterval?.upperBound)
    add("minimum", statistics.minimum)
    add("p99", statistics.percentile(99))
    add("maximum", statistics.maximum)
    add("repeats", statistics.count)
  }

  /// Appends what the first of some starts ran with.
  package mutating func add(_ runs: [RunRecord]) {
    let run = runs.first
    let machine = run?.hosts.first?.machine
    add("processor", machine?.processor ?? "")
    add("megahertz", machine?.megahertz)
    add("kernels", machine?.kernels ?? "")
    add("commit", run?.commit ?? "")
    add("mpi", run?.mpi ?? "")
  }
}

/// Rows of a report as comma-separated values.
///
/// Source: RFC 4180, with line feeds alone.
package enum CSVTable {
  /// Returns a line of titles and one for each row; empty without rows.
  ///
  /// - Precondition: All rows have the same columns.
  package static func text(_ rows: [FigureRow]) -> String {
    guard let first = rows.first else { return "" }
    let titles = first.cells.map(\.column)
    precondition(
      rows.allSatisfy { $0.cells.map(\.column) == titles }, "rows of different columns")
    let lines = [titles] + rows.map { $0.cells.map(\.value) }
    return lines.map { $0.map(\.quotedForCSV).joined(separator: ",") }.joined(separator: "\n")
  }
}
