import Foundation

/// A plain-text table with columns as wide as their contents.
package struct TextTable {
  /// The alignment of a column.
  package enum Alignment {
    case left, right
  }

  private let columns: [(title: String, alignment: Alignment)]
  private var rows: [[String]] = []

  /// Creates a table without rows.
  package init(_ columns: [(title: String, alignment: Alignment)]) {
    self.columns = columns
  }

  /// Adds a row below the others.
  ///
  /// - Precondition: There is one cell for each column.
  package mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count, "\(cells.count) cells, \(columns.count) columns")
    rows.append(cells)
  }

  /// The lines, titles first, without trailing spaces.
  package var lines: [String] {
    let all = [columns.map(\.title)] + rows
    let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { cells in
      let padded = cells.enumerated().map { column, cell in
        let spaces = String(repeating: " ", count: widths[column] - cell.count)
        return columns[column].alignment == .left ? cell + spaces : spaces + cell
      }
      var line = padded.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}

extension Double {
  /// Returns the number with `count` decimal places.
  package func digits(_ count: Int) -> String { String(format: "%.\(count)f", self) }
}

extension Statistics {
  /// Returns the interval of the median as `low-high`, or a dash.
  package func interval(digits: Int) -> String {
    medianInterval.map { "\($0.lowerBound.digits(digits))-\($0.upperBound.digits(digits))" } ?? "-"
  }
}
