/// A table of text in the box-drawing characters that Keras's summary uses.
struct SummaryTable {
  /// The columns' widths between the bars, a space on either side included.
  let widths: [Int]
  let header: [String]
  let rows: [[String]]

  /// The table's lines, the last column flush right.
  var lines: [String] {
    var lines = [rule("┏", "━", "┳", "┓")] + cells(header, bar: "┃")
    lines.append(rule("┡", "━", "╇", "┩"))
    for (place, row) in rows.enumerated() {
      if place > 0 { lines.append(rule("├", "─", "┼", "┤")) }
      lines += cells(row, bar: "│")
    }
    return lines + [rule("└", "─", "┴", "┘")]
  }

  private func rule(_ left: String, _ line: String, _ middle: String, _ right: String) -> String {
    left + widths.map { String(repeating: line, count: $0) }.joined(separator: middle) + right
  }

  /// A row's lines: more than one where a cell is wrapped at spaces.
  private func cells(_ texts: [String], bar: String) -> [String] {
    let columns = zip(texts, widths).map { wrapped($0, width: $1 - 2) }
    let height = columns.map(\.count).max() ?? 0
    return (0..<height).map { line in
      let parts = columns.enumerated().map { place, texts in
        let text = line < texts.count ? texts[line] : ""
        let padding = String(repeating: " ", count: max(0, widths[place] - 2 - text.count))
        return place == columns.count - 1 ? " \(padding)\(text) " : " \(text)\(padding) "
      }
      return bar + parts.joined(separator: bar) + bar
    }
  }

  private func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
      while line.count > width, width > 0 {
        lines.append(String(line.prefix(width)))
        line = String(line.dropFirst(width))
      }
    }
    return lines + [line]
  }
}
