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
    let legendHeight = Double(seriesCount + 2) * ScalingLayout.lineHeight
    let width = ScalingLayout.panelWidth * Double(max(models.count, 1))
    let caption = SVGDocument.wrapped(
      "\(report.intervalText), against the fastest solo program of the same run. "
        + (report.noiseNote.map { $0 + " " } ?? "") + report.machine,
      width: width - 2 * ScalingLayout.margin, size: ScalingLayout.captionSize)
    let captionTop = ScalingLayout.legendTop + legendHeight + ScalingLayout.lineHeight
    var document = SVGDocument(
      width: width, height: captionTop + Double(caption.count) * ScalingLayout.lineHeight,
      title: "Lockstep's scaling")
    for (index, model) in models.enumerated() {
      Panel(
        model: model, report: report, left: ScalingLayout.panelWidth * Double(index),
        axes: ScalingAxes(report)
      ).draw(in: &document)
    }
    for (index, line) in caption.enumerated() {
      document.addText(
        line, x: ScalingLayout.margin, y: captionTop + Double(index) * ScalingLayout.lineHeight,
        size: ScalingLayout.captionSize, color: "#666666")
    }
    return document.text
  }
}

/// One model's plot and legend.
private struct Panel {
  let model: String
  let report: ScalingReport
  let left: Double
  let axes: ScalingAxes

  /// Colours that are distinguishable with most colour vision deficiencies.
  ///
  /// Source: Okabe and Ito (2008).
  private static let colors = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
  ]

  private static let boundColor = "#cccccc"
  private static let idealColor = "#444444"

  func draw(in document: inout SVGDocument) {
    document.addText(model, x: left + ScalingLayout.plotLeft, y: 30, size: 15, isBold: true)
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
    let (start, bottom) = (
      left + ScalingLayout.plotLeft, ScalingLayout.plotTop + ScalingLayout.plotHeight
    )
    let end = start + ScalingLayout.plotWidth
    for tick in axes.ticks {
      let y = axes.y(tick)
      document.addLine([(start, y), (end, y)], color: "#dddddd")
      document.addText(
        ScalingAxes.text(tick), x: start - 8, y: y + 4, anchor: .end, size: 11, color: "#444444")
    }
    for ranks in axes.worldSizes {
      let x = left + axes.x(Double(ranks))
      document.addLine([(x, bottom), (x, bottom + 5)], color: "#444444")
      document.addText(
        "\(ranks)", x: x, y: bottom + 19, anchor: .middle, size: 11, color: "#444444")
    }
    document.addLine(
      [(start, ScalingLayout.plotTop), (start, bottom), (end, bottom)], color: "#444444")
    document.addText("ranks", x: (start + end) / 2, y: bottom + 38, anchor: .middle)
    document.addText(
      "speed-up", x: left + 22, y: (ScalingLayout.plotTop + bottom) / 2, anchor: .middle,
      isUpright: true)
  }

  private func drawBounds(in document: inout SVGDocument) {
    let first = axes.isLogarithmic ? 1.0 : 0
    let last = Double(axes.worldSizes.last ?? 1)
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
    document.addLine(bends, color: Self.boundColor, width: 5)
    // The ideal lies on the bound up to the number of cores, and must be seen there.
    document.addLine(
      [point(first, first), point(last, last)], color: Self.idealColor, width: 1.5, dashes: "2 4")
    addLegend(
      0, "ideal: a speed-up of one for each rank", color: Self.idealColor, dashes: "2 4",
      in: &document)
    addLegend(
      1, "bound: the number of cores (\(cores.last?.cores ?? 1))", color: Self.boundColor,
      width: 5, in: &document)
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
          ends.map { (x, axes.y(axes.clipped($0))) }, color: color, width: 1.5)
        for end in ends where axes.clipped(end) == end {
          document.addLine(
            [(x - 4, axes.y(end)), (x + 4, axes.y(end))], color: color, width: 1.5)
        }
      }
      document.addCircle(x: x, y: y, radius: 4, color: color, isFilled: !isWeak)
      if measured.isNoise { document.addText("~", x: x + 6, y: y - 4, color: color, isBold: true) }
    }
    let name = "\(series.mode.rawValue), \(series.name)"
    addLegend(index + 2, name, color: color, dashes: isWeak ? "6 4" : nil, in: &document)
    let middle = left + ScalingLayout.plotLeft + 14
    document.addCircle(
      x: middle, y: legendY(index + 2) - 4, radius: 4, color: color, isFilled: !isWeak)
  }

  private func legendY(_ index: Int) -> Double {
    ScalingLayout.legendTop + Double(index) * ScalingLayout.lineHeight
  }

  private func addLegend(
    _ index: Int, _ text: String, color: String, width: Double = 1.5, dashes: String? = nil,
    in document: inout SVGDocument
  ) {
    let (start, y) = (left + ScalingLayout.plotLeft, legendY(index))
    document.addLine(
      [(start, y - 4), (start + 28, y - 4)], color: color, width: width, dashes: dashes)
    document.addText(text, x: start + 36, y: y)
  }
}

extension ScalingPoint {
  fileprivate var model: String { series.model }
}
