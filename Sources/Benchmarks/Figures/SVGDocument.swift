import Foundation

/// A self-contained SVG picture.
package struct SVGDocument {
  private let width: Double
  private let height: Double
  private let title: String
  private var elements: [String] = []

  /// Creates a white picture of the given size in pixels.
  package init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  /// The anchor of a text at its point.
  package enum Anchor: String {
    case start, middle, end
  }

  /// Adds a line through points.
  package mutating func addLine(
    _ points: [(x: Double, y: Double)], color: String, width: Double = 1, dashes: String? = nil
  ) {
    let list = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    elements.append(
      "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"\(number(width))\""
        + (dashes.map { " stroke-dasharray=\"\($0)\"" } ?? "") + "/>")
  }

  /// Adds a filled circle or a ring.
  package mutating func addCircle(
    x: Double, y: Double, radius: Double, color: String, isFilled: Bool = true
  ) {
    elements.append(
      "<circle cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"\(number(radius))\" "
        + "fill=\"\(isFilled ? color : "white")\" stroke=\"\(color)\" stroke-width=\"1.5\"/>")
  }

  /// Adds a line of text with its baseline at `y`.
  package mutating func addText(
    _ text: String, x: Double, y: Double, anchor: Anchor = .start, size: Double = 12,
    color: String = "#222222", isBold: Bool = false, isUpright: Bool = false
  ) {
    elements.append(
      "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(number(size))\" "
        + "text-anchor=\"\(anchor.rawValue)\" fill=\"\(color)\""
        + (isBold ? " font-weight=\"bold\"" : "")
        + (isUpright ? " transform=\"rotate(-90 \(number(x)) \(number(y)))\"" : "")
        + ">\(escaped(text))</text>")
  }

  /// Returns a text in lines that fit a width, broken between words.
  ///
  /// The picture does not know its reader's font: a character is counted as 0.6 times the size,
  /// which is wide for a sans-serif font. A longer word has a line of its own.
  package static func wrapped(_ text: String, width: Double, size: Double) -> [String] {
    let longest = max(Int(width / (0.6 * size)), 1)
    return text.split(separator: " ").reduce(into: [String]()) { lines, word in
      if let last = lines.last, last.count + 1 + word.count <= longest {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }

  /// The document.
  package var text: String {
    ([
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(number(width))\" "
        + "height=\"\(number(height))\" viewBox=\"0 0 \(number(width)) \(number(height))\" "
        + "font-family=\"sans-serif\">",
      "<title>\(escaped(title))</title>",
      "<rect width=\"\(number(width))\" height=\"\(number(height))\" fill=\"white\"/>",
    ] + elements + ["</svg>", ""]).joined(separator: "\n")
  }

  private func number(_ value: Double) -> String {
    value == value.rounded() ? value.digits(0) : value.digits(1)
  }

  private func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
  }
}
