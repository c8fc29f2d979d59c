import Foundation

/// The chart of `bench scaling`: for each model, the speed-up by ranks with intervals, the ideal
/// line, and the bound by the number of processors.
package struct ScalingChart {
  private let report: ScalingReport

  /// Creates the chart of a report.
  package init(_ report: ScalingReport) {
    self.report = report
  }

  /// The chart as SVG.
  package var svg: String {
    let models = report.plan.series.map(\.model).reduce(into: [String]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
    let seriesCount =
      models.map { model in
        report.plan.series.count { $0.model == model }
      }.max() ?? 0
    let legendHeight = Double(seriesCount + 2) * Layout.lineHeight
    var document = SVGDocument(
      width: Layout.panelWidth * Double(max(models.count, 1)),
      height: Layout.legendTop + legendHeight + 2 * Layout.lineHeight, title: "Lockstep's scaling")
    for (index, model) in models.enumerated() {
      Panel(
        model: model, report: report, left: Layout.panelWidth * Double(index),
        axes: Axes(report)
      ).draw(in: &document)
    }
    document.addText(
      "Medians with 95 % intervals, against the fastest solo program of the same run. "
        + report.machine,
      x: 16, y: Layout.legendTop + legendHeight + Layout.lineHeight, size: 11, color: "#666666")
    return document.text
  }
}

/// Pixels.
private enum Layout {
  static let panelWidth = 460.0
  static let plotLeft = 64.0
  static let plotWidth = 370.0
  static let plotTop = 48.0
  static let plotHeight = 300.0
  static let legendTop = 412.0
  static let lineHeight = 18.0
}

/// The axes of a plot: linear, or logarithmic for many ranks.
private struct Axes {
  let worldSizes: [Int]
  let isLogarithmic: Bool
  /// The largest number on either axis.
  let end: Double

  init(_ report: ScalingReport) {
    worldSizes = report.plan.worldSizes
    let largest = Double(worldSizes.last ?? 1)
    isLogarithmic = largest >= 16
    // A noisy interval may end far above: it is clipped.
    let highest = report.points.map(\.speedUp).max() ?? 1
    end = max(largest, highest, 2) * (isLogarithmic ? 1.2 : 1.1)
  }

  private func fraction(_ value: Double) -> Double {
    isLogarithmic ? log2(max(value, 0.5) / 0.5) / log2(end / 0.5) : value / end
  }

  func x(_ ranks: Double) -> Double { Layout.plotLeft + Layout.plotWidth * fraction(ranks) }

  func y(_ speedUp: Double) -> Double {
    Layout.plotTop + Layout.plotHeight * (1 - fraction(speedUp))
  }

  /// The speed-ups with a grid line, at most ten.
  var ticks: [Double] {
    if isLogarithmic { return (0...12).map { pow(2, Double($0)) }.filter { $0 <= end } }
    let step = max((end / 8).rounded(.up), 1)
    return Array(stride(from: 0, through: end, by: step))
  }
}

/// One model's plot and legend.
private struct Panel {
  let model: String
  let report: ScalingReport
  let left: Double
  let axes: Axes

  /// Colours that are distinguishable with most colour vision deficiencies.
  ///
  /// Source: Okabe and Ito (2008).
  private static let colors = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
  ]

  func draw(in document: inout SVGDocument) {
    document.addText(model, x: left + Layout.plotLeft, y: 30, size: 15, isBold: true)
    drawAxes(in: &document)
    drawBounds(in: &document)
    for (index, series) in report.plan.series.filter({ $0.model == model }).enumerated() {
      draw(series, index, in: &document)
    }
  }

  private func point(_ ranks: Double, _ speedUp: Double) -> (x: Double, y: Double) {
    (left + axes.x(ranks), axes.y(speedUp))
  }

  private func drawAxes(in document: inout SVGDocument) {
    let (start, bottom) = (left + Layout.plotLeft, Layout.plotTop + Layout.plotHeight)
    let end = start + Layout.plotWidth
    for tick in axes.ticks {
      let y = axes.y(tick)
      document.addLine([(start, y), (end, y)], color: "#dddddd")
      document.addText(
        tick.digits(0), x: start - 8, y: y + 4, anchor: .end, size: 11, color: "#444444")
    }
    for ranks in axes.worldSizes {
      let x = left + axes.x(Double(ranks))
      document.addLine([(x, bottom), (x, bottom + 5)], color: "#444444")
      document.addText(
        "\(ranks)", x: x, y: bottom + 19, anchor: .middle, size: 11, color: "#444444")
    }
    document.addLine([(start, Layout.plotTop), (start, bottom), (end, bottom)], color: "#444444")
    document.addText("ranks", x: (start + end) / 2, y: bottom + 38, anchor: .middle)
    document.addText(
      "speed-up", x: left + 22, y: (Layout.plotTop + bottom) / 2, anchor: .middle, isUpright: true)
  }

  private func drawBounds(in document: inout SVGDocument) {
    let first = axes.isLogarithmic ? 1.0 : 0
    let last = Double(axes.worldSizes.last ?? 1)
    document.addLine(
      [point(first, first), point(last, last)], color: "#999999", width: 1.5, dashes: "2 4")
    let cores = report.plan.worldSizes.compactMap { worldSize in
      report.points.first { $0.model == model && $0.worldSize == worldSize }.map {
        (ranks: Double(worldSize), bound: $0.bound, cores: $0.report.setting.coreCount)
      }
    }
    // The bound bends where the number of ranks reaches that of the cores.
    var bends = [point(first, first)]
    for (index, size) in cores.enumerated() {
      let core = Double(size.cores)
      if index > 0, cores[index - 1].ranks < core, core < size.ranks {
        bends.append(point(core, core))
      }
      bends.append(point(size.ranks, size.bound))
    }
    document.addLine(bends, color: "#555555", width: 1.5)
    addLegend(
      0, "ideal: a speed-up of one for each rank", color: "#999999", dashes: "2 4", in: &document)
    addLegend(
      1, "bound: the number of cores (\(cores.last?.cores ?? 1))", color: "#555555", in: &document)
  }

  private func draw(
    _ series: ScalingPlan.Series, _ index: Int, in document: inout SVGDocument
  ) {
    let color = Self.colors[index % Self.colors.count]
    let isWeak = series.mode == .weak
    // Series are shifted sideways, since their intervals would overlap.
    let all = report.plan.series.count { $0.model == model }
    let shift = (Double(index) - Double(all - 1) / 2) * 5
    let points = report.points(of: series).map { measured in
      let centre = point(Double(measured.worldSize), measured.speedUp)
      return (measured: measured, x: centre.x + shift, y: centre.y)
    }
    document.addLine(
      points.map { ($0.x, $0.y) }, color: color, width: 1.2, dashes: isWeak ? "6 4" : nil)
    for (measured, x, y) in points {
      if let interval = measured.speedUpInterval {
        let ends = [interval.lowerBound, interval.upperBound]
        document.addLine(
          ends.map { (x, axes.y(min($0, axes.end))) }, color: color, width: 1.5)
        for end in ends where end <= axes.end {
          document.addLine(
            [(x - 4, axes.y(end)), (x + 4, axes.y(end))], color: color, width: 1.5)
        }
      }
      document.addCircle(x: x, y: y, radius: 4, color: color, isFilled: !isWeak)
    }
    let name = "\(series.mode.rawValue), \(series.name)"
    addLegend(index + 2, name, color: color, dashes: isWeak ? "6 4" : nil, in: &document)
    let middle = left + Layout.plotLeft + 14
    document.addCircle(
      x: middle, y: legendY(index + 2) - 4, radius: 4, color: color, isFilled: !isWeak)
  }

  private func legendY(_ index: Int) -> Double {
    Layout.legendTop + Double(index) * Layout.lineHeight
  }

  private func addLegend(
    _ index: Int, _ text: String, color: String, dashes: String? = nil,
    in document: inout SVGDocument
  ) {
    let (start, y) = (left + Layout.plotLeft, legendY(index))
    document.addLine(
      [(start, y - 4), (start + 28, y - 4)], color: color, width: 1.5, dashes: dashes)
    document.addText(text, x: start + 36, y: y)
  }
}

extension ScalingPoint {
  fileprivate var model: String { series.model }
}
