/// Where each rank's time went, as bars in an SVG and as a table.
struct TimeBars {
  /// The times by rank.
  let ranks: [RankTimes]

  private typealias Part = (name: String, seconds: @Sendable (RankTimes) -> Double)

  private static let parts: [Part] = [
    ("compute", { $0.compute }), ("exchange", { $0.exchange }), ("waiting", { $0.waiting }),
    ("between steps", { $0.between }), ("validation", { $0.validation }),
    ("checkpoints", { $0.checkpoint }),
  ]

  /// The indices of the parts that have taken time on some rank.
  private var parts: [Int] {
    Self.parts.indices.filter { index in ranks.contains { Self.parts[index].seconds($0) > 0 } }
  }

  private static let barHeight = 18.0
  private static let legendHeight = 18.0
  private static let left = 58.0
  private static let right = 390.0

  /// The bars, for the first ranks, and the table of all.
  var html: HTML { "\(bars)\(table)" }

  private var bars: HTML {
    let shown = ranks.prefix(32)
    let axis = ChartAxis([0] + shown.map(\.total))
    let top = Self.legendHeight * Double((parts.count + 2) / 3) + 8
    let bottom = top + Double(shown.count) * (Self.barHeight + 6)
    let rows = shown.indices.map { row($0, axis, top + Double($0) * (Self.barHeight + 6)) }
    let ticks = axis.ticks.map { tick -> HTML in
      let x = Self.x(tick, axis)
      return """
        <path class="grid" d="M\(x) \(top - 4)V\(bottom)"/>\
        <text x="\(x)" y="\(bottom + 15)" text-anchor="middle">\(ChartAxis.text(tick))</text>

        """
    }
    let legend = parts.enumerated().map { position, index -> HTML in
      let x = Self.left + Double(position % 3) * 112
      let y = 5 + Self.legendHeight * Double(position / 3)
      return """
        <rect class="t\(index)" x="\(x)" y="\(y)" width="12" height="12"/>\
        <text x="\(x + 16)" y="\(y + 11)">\(Self.parts[index].name)</text>

        """
    }
    return """
      <figure><svg viewBox="0 0 420 \(bottom + 40)" role="img" \
      aria-labelledby="times-title times-text"><title id="times-title">Time by rank</title>
      <desc id="times-text">A bar for each rank; the table below has the numbers.</desc>
      \(legend)\(ticks)\(rows)<text x="\((Self.left + Self.right) / 2)" y="\(bottom + 34)" \
      text-anchor="middle">seconds</text></svg>
      <figcaption>Time by rank</figcaption></figure>

      """
  }

  private func row(_ rank: Int, _ axis: ChartAxis, _ y: Double) -> HTML {
    var start = 0.0
    let parts = parts.map { index -> HTML in
      let end = start + Self.parts[index].seconds(ranks[rank])
      defer { start = end }
      let x = Self.x(start, axis)
      return """
        <rect class="t\(index)" x="\(x)" y="\(y)" width="\(Self.x(end, axis) - x)" \
        height="\(Self.barHeight)"/>
        """
    }
    return """
      <text x="\(Self.left - 6)" y="\(y + 13)" text-anchor="end">rank \(rank)</text>\(parts)

      """
  }

  private var table: HTML {
    let phases: [StepClock.Part] = [.gather, .forward, .backward, .update]
    let columns =
      ["rank"] + phases.map(\.name)
      + ["exchange", "waiting", "between steps", "validation", "checkpoints", "all"]
    let rows = ranks.enumerated().map { rank, times -> [HTML] in
      let seconds =
        phases.map(times.seconds)
        + [
          times.exchange, times.waiting, times.between, times.validation, times.checkpoint,
          times.total,
        ]
      return ["\(rank)"] + seconds.map { "\(ChartAxis.text($0))" as HTML }
    }
    return .table(
      "Seconds of each phase, by rank", columns: columns.map { "\($0)" }, rows: rows)
  }

  private static func x(_ seconds: Double, _ axis: ChartAxis) -> Double {
    left + axis.share(seconds) * (right - left)
  }
}
