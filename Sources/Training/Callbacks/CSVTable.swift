import FileFormats

/// The rows of a CSV file as Python's `csv` reads and writes them: a field with the separator, a
/// quote or a line's end in it stands in quotes, its own quotes doubled.
struct CSVTable {
  let separator: String

  /// Returns a row, with its end of line.
  func row(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: separator) + "\r\n"
  }

  private func quoted(_ field: String) -> String {
    let scalars = field.unicodeScalars
    let isPlain = scalars.indices.allSatisfy { index in
      !"\"\r\n".unicodeScalars.contains(scalars[index])
        && !scalars[index...].starts(with: separator.unicodeScalars)
    }
    return isPlain ? field : "\"" + field.putting("\"", before: "\"") + "\""
  }

  /// Returns the rows of a text, without those that are empty; the last may be incomplete.
  func rows(of text: String) -> [[String]] {
    let scalars = Array(text.unicodeScalars)
    let separator = Array(separator.unicodeScalars)
    var rows: [[String]] = []
    var row: [String] = []
    var field = String.UnicodeScalarView()
    var isQuoted = false
    var index = 0
    func endRow() {
      row.append(String(field))
      if row != [""] { rows.append(row) }
      (row, field) = ([], String.UnicodeScalarView())
    }
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      if isQuoted, scalar != "\"" {
        field.append(scalar)
      } else if scalar == "\"", isQuoted, index < scalars.count, scalars[index] == "\"" {
        field.append(scalar)
        index += 1
      } else if scalar == "\"", isQuoted || field.isEmpty {
        isQuoted.toggle()
      } else if scalar == "\n" || scalar == "\r" {
        endRow()
      } else if scalars[(index - 1)...].starts(with: separator) {
        row.append(String(field))
        field = String.UnicodeScalarView()
        index += separator.count - 1
      } else {
        field.append(scalar)
      }
    }
    endRow()
    return rows
  }
}
