import Engine

/// A table of text in the box-drawing characters that Keras's summary uses.
struct SummaryTable {
  /// One column.
  struct Column {
    let header: String
    /// The width between the bars, including a space on either side.
    let width: Int
    var isFlushRight = false
  }

  let columns: [Column]
  let rows: [[String]]

  /// The table's lines.
  var lines: [String] {
    var lines = [rule("┏", "━", "┳", "┓")] + cells(columns.map(\.header), bar: "┃")
    lines.append(rule("┡", "━", "╇", "┩"))
    for (index, row) in rows.enumerated() {
      if index > 0 { lines.append(rule("├", "─", "┼", "┤")) }
      lines += cells(row, bar: "│")
    }
    return lines + [rule("└", "─", "┴", "┘")]
  }

  private func rule(_ left: String, _ line: String, _ middle: String, _ right: String) -> String {
    left + columns.map { String(repeating: line, count: $0.width) }.joined(separator: middle)
      + right
  }

  /// Returns a row's lines, several where a cell is wrapped at spaces.
  private func cells(_ texts: [String], bar: String) -> [String] {
    let cells = zip(texts, columns).map { wrapped($0, width: $1.width - 2) }
    let height = cells.map(\.count).max() ?? 0
    return (0..<height).map { line in
      let parts = zip(cells, columns).map { lines, column in
        let text = line < lines.count ? lines[line] : ""
        let padding = String(repeating: " ", count: max(0, column.width - 2 - text.count))
        return column.isFlushRight ? " \(padding)\(text) " : " \(text)\(padding) "
      }
      return bar + parts.joined(separator: bar) + bar
    }
  }

  /// Returns a cell's lines; a word that is too long for a line ends in an ellipsis, as in Keras.
  private func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= width {
        line += " \(word)"
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return (lines + [line]).map { $0.count <= width ? $0 : "\($0.prefix(max(0, width - 1)))…" }
  }
}
