/// Curves over a run's epochs, as an SVG in the page.
struct LineChart {
  /// A curve.
  struct Curve {
    /// The name in the legend.
    let name: String
    /// The value of each epoch; nil, or not finite, where there is none.
    let values: [Double?]
  }

  /// The chart's identifier in the page, a word.
  let identifier: String
  /// The name of the number.
  let title: String
  /// The unit of the number.
  let unit: String
  /// The epochs, from 1.
  let epochs: [Int]
  /// The curves, two at most.
  let curves: [Curve]

  private static let width = 420.0
  private static let height = 260.0
  private static let left = 72.0
  private static let right = 408.0
  private static let top = 34.0
  private static let bottom = 216.0

  private var xAxis: ChartAxis { ChartAxis(epochs.map(Double.init), areWhole: true, tickCount: 6) }

  private var yAxis: ChartAxis { ChartAxis(curves.flatMap { $0.values.compactMap { $0 } }) }

  /// The chart's figure.
  var html: HTML {
    let (xAxis, yAxis) = (xAxis, yAxis)
    let lines = curves.indices.map { line($0, xAxis, yAxis) }
    let legend = curves.indices.map(legendEntry)
    return """
      <figure><svg viewBox="0 0 \(Self.width) \(Self.height)" role="img" \
      aria-labelledby="\(identifier)-title \(identifier)-text">
      <title id="\(identifier)-title">\(title) by epoch</title>
      <desc id="\(identifier)-text">\(description)</desc>
      \(grid(xAxis, yAxis))\(legend)\(lines)</svg>
      <figcaption>\(title)</figcaption></figure>

      """
  }

  /// The chart in words.
  private var description: String {
    curves.map { curve in
      let points = zip(epochs, curve.values).compactMap { epoch, value in
        value.flatMap { $0.isFinite ? (epoch: epoch, value: $0) : nil }
      }
      guard let first = points.first, let last = points.last else {
        return "\(curve.name): no finite value"
      }
      return "\(curve.name): \(ChartAxis.text(first.value)) after epoch \(first.epoch), "
        + "\(ChartAxis.text(last.value)) after epoch \(last.epoch)"
    }.joined(separator: "; ")
  }

  private func grid(_ xAxis: ChartAxis, _ yAxis: ChartAxis) -> HTML {
    let rows = yAxis.ticks.map { tick -> HTML in
      let y = Self.y(tick, yAxis)
      return """
        <path class="grid" d="M\(Self.left) \(y)H\(Self.right)"/>\
        <text x="\(Self.left - 6)" y="\(y + 4)" text-anchor="end">\(ChartAxis.text(tick))</text>

        """
    }
    let columns = xAxis.ticks.map { tick -> HTML in
      let x = Self.x(tick, xAxis)
      return """
        <path class="axis" d="M\(x) \(Self.bottom)v4"/>\
        <text x="\(x)" y="\(Self.bottom + 17)" text-anchor="middle">\(ChartAxis.text(tick))</text>

        """
    }
    return """
      \(rows)<path class="axis" d="M\(Self.left) \(Self.top)V\(Self.bottom)H\(Self.right)"/>
      \(columns)<text x="\((Self.left + Self.right) / 2)" y="\(Self.bottom + 36)" \
      text-anchor="middle">epoch</text>
      <text x="12" y="\((Self.top + Self.bottom) / 2)" text-anchor="middle" \
      transform="rotate(-90 12 \((Self.top + Self.bottom) / 2))">\(unit)</text>

      """
  }

  private func legendEntry(_ index: Int) -> HTML {
    let x = Self.left + Double(index) * 130
    return """
      <path class="curve c\(index)" d="M\(x) 16h24"/>\
      <text x="\(x + 30)" y="20">\(curves[index].name)</text>

      """
  }

  /// A curve, with a gap where a value is missing, and a mark for each value.
  private func line(_ index: Int, _ xAxis: ChartAxis, _ yAxis: ChartAxis) -> HTML {
    var path: HTML = ""
    var marks: HTML = ""
    var isDown = false
    for (epoch, value) in zip(epochs, curves[index].values) {
      guard let value, value.isFinite else {
        isDown = false
        continue
      }
      let (x, y) = (Self.x(Double(epoch), xAxis), Self.y(value, yAxis))
      path += isDown ? "L\(x) \(y)" : "M\(x) \(y)"
      marks += "<circle class=\"mark c\(index)\" cx=\"\(x)\" cy=\"\(y)\" r=\"2.5\"/>"
      isDown = true
    }
    return """
      <path class="curve c\(index)" d="\(path)"/>\(epochs.count <= 40 ? marks : "")

      """
  }

  private static func x(_ epoch: Double, _ axis: ChartAxis) -> Double {
    left + axis.share(epoch) * (right - left)
  }

  private static func y(_ value: Double, _ axis: ChartAxis) -> Double {
    bottom - axis.share(value) * (bottom - top)
  }
}
