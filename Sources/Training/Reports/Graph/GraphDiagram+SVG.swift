extension GraphDiagram {
  private static let boxHeight = 46.0
  private static let rowHeight = 82.0
  private static let margin = 12.0
  private static let gap = 24.0
  /// The width of a character of the fixed-width font, generously.
  private static let characterWidth = 7.6

  // No custom properties: browsers alone know them, and a picture is also looked at elsewhere.
  private static let style: HTML = """
    .back{fill:#fff}.box{fill:#f6f6f9;stroke:#8a8a96}
    .arrow{fill:none;stroke:#8a8a96;stroke-width:1.5}.head{fill:#8a8a96}
    text{font:12px ui-monospace,Menlo,Consolas,monospace;fill:#55555f;text-anchor:middle}
    text.title{fill:#1b1b1f;font-weight:600}
    @media (prefers-color-scheme:dark){.back{fill:#15161a}.box{fill:#1e1f25}text{fill:#adadb8}\
    text.title{fill:#e8e8ec}}
    """

  /// The drawing as a picture that needs nothing else, for light and dark screens.
  package var svg: String {
    let layout = GraphLayout(
      widths: boxes.map(Self.width), inputs: boxes.map(\.inputs), gap: Self.gap)
    let width = layout.width + 2 * Self.margin
    let height =
      Double(max(layout.rows.count - 1, 0)) * Self.rowHeight + Self.boxHeight + 2 * Self.margin
    let shapes = zip(boxes, layout.items).map(Self.shape)
    let arrows = layout.arrows.map { Self.arrow($0, in: layout) }
    let picture: HTML = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" role="img" aria-label="\(name)">
      <title>\(name)</title>
      <style>\(Self.style)</style>
      <defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" \
      markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">\
      <path class="head" d="M0 0L8 4L0 8z"/></marker></defs>
      <rect class="back" width="100%" height="100%"/>
      \(arrows)\(shapes)</svg>

      """
    return picture.source
  }

  private static func width(_ box: Box) -> Double {
    Double(max(columns(box.title), columns(box.shapes))) * characterWidth + 20
  }

  /// The width of a text in columns: East Asian characters and emoji take two.
  private static func columns(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? 1 : 2) }
  }

  private static func top(_ item: GraphLayout.Item) -> Double {
    margin + Double(item.row) * rowHeight
  }

  private static func shape(_ box: Box, _ item: GraphLayout.Item) -> HTML {
    let (x, y) = (margin + item.x, top(item))
    return """
      <g><rect class="box" x="\(x - item.width / 2)" y="\(y)" width="\(item.width)" \
      height="\(boxHeight)" rx="6"/>\
      <text class="title" x="\(x)" y="\(y + 19)">\(box.title)</text>\
      <text x="\(x)" y="\(y + 36)">\(box.shapes)</text></g>

      """
  }

  /// A curve from a box's lower edge to the upper edge of another, straight beside those between.
  private static func arrow(_ path: [Int], in layout: GraphLayout) -> HTML {
    var curve: HTML = ""
    for (number, index) in path.enumerated() {
      let item = layout.items[index]
      let (x, y) = (margin + item.x, top(item))
      if number == 0 {
        curve += "M\(x) \(y + boxHeight)"
        continue
      }
      let before = layout.items[path[number - 1]]
      let start = top(before) + boxHeight
      let middle = (start + y) / 2
      curve += "C\(margin + before.x) \(middle) \(x) \(middle) \(x) \(y)"
      if number < path.count - 1 { curve += "V\(y + boxHeight)" }
    }
    return "<path class=\"arrow\" marker-end=\"url(#head)\" d=\"\(curve)\"/>\n"
  }
}
