import FileFormats

extension GraphDiagram {
  /// The drawing in the language of Graphviz, which `dot -Tpng` draws.
  package var dot: String {
    var lines = [
      "digraph \(Self.quoted(name)) {",
      "  node [shape=box, fontname=\"sans-serif\"];",
    ]
    for (index, box) in boxes.enumerated() {
      let label = "\(Self.escaped(box.title))\\n\(Self.escaped(box.shapes))"
      lines.append("  layer\(index) [label=\"\(label)\"];")
    }
    for (index, box) in boxes.enumerated() {
      lines += box.inputs.map { "  layer\($0) -> layer\(index);" }
    }
    return (lines + ["}", ""]).joined(separator: "\n")
  }

  private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

  /// Returns a text for a quoted string, in which a backslash would begin an escape of Graphviz's.
  private static func escaped(_ text: String) -> String {
    text.putting("\\", before: "\\", "\"")
  }
}
