/// A piece of HTML, in whose literals every interpolated text is escaped.
struct HTML: ExpressibleByStringInterpolation, Equatable, Sendable {
  /// The markup.
  private(set) var source: String

  /// Creates a piece of a literal.
  init(stringLiteral source: String) { self.source = source }

  /// Creates a piece of a literal with interpolations.
  init(stringInterpolation interpolation: StringInterpolation) { source = interpolation.source }

  /// The parts of a literal: its own text is markup, interpolated texts are not.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var source = ""

    init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { source += literal }
    mutating func appendInterpolation(_ text: String) { source += HTML.escaped(text) }
    mutating func appendInterpolation(_ number: Int) { source += "\(number)" }
    mutating func appendInterpolation(_ piece: HTML) { source += piece.source }
    mutating func appendInterpolation(_ pieces: [HTML]) {
      for piece in pieces { source += piece.source }
    }

    /// A coordinate, with two decimals at most.
    mutating func appendInterpolation(_ coordinate: Double) {
      let hundredths = (coordinate * 100).rounded()
      source += "\(hundredths / 100)"
    }
  }

  /// Returns JSON as the content of a script that is data, which no text can end.
  static func data(_ json: String) -> HTML {
    HTML(stringLiteral: json.replacing("<", with: "\\u003c"))
  }

  /// Appends a piece.
  static func += (piece: inout HTML, other: HTML) { piece.source += other.source }

  /// Returns a text for an element or a quoted attribute.
  ///
  /// What could change a line's direction, and control characters but tabs and line ends, which
  /// HTML forbids, become U+FFFD.
  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
          result += "\u{FFFD}"
        default: result.unicodeScalars.append(scalar)
        }
      }
    }
  }
}

extension HTML {
  /// Returns a table in a container that scrolls by itself, under its caption, which does not.
  ///
  /// - Parameters:
  ///   - caption: What the table shows.
  ///   - columns: The heads of the columns.
  ///   - rows: The cells of each row, the first of which is its head.
  /// - Returns: The container with the table.
  static func table(_ caption: String, columns: [HTML], rows: [[HTML]]) -> HTML {
    let heads = columns.map { "<th scope=\"col\">\($0)</th>" as HTML }
    let lines = rows.map { cells -> HTML in
      let rest = cells.dropFirst().map { "<td>\($0)</td>" as HTML }
      return "<tr><th scope=\"row\">\(cells.first ?? "")</th>\(rest)</tr>\n"
    }
    return """
      <p class="caption">\(caption)</p>
      <div class="scroll" role="region" tabindex="0" aria-label="\(caption)"><table>
      <thead><tr>\(heads)</tr></thead>
      <tbody>
      \(lines)</tbody></table></div>

      """
  }

  /// Returns a section of the page with its heading; the identifier is one word.
  static func section(_ identifier: String, _ heading: String, _ content: HTML) -> HTML {
    """
    <section aria-labelledby="\(identifier)"><h2 id="\(identifier)">\(heading)</h2>
    \(content)</section>

    """
  }
}
