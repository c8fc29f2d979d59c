import Foundation

/// The sizes of the scaling chart in pixels.
enum ScalingLayout {
  static let panelWidth = 460.0
  static let plotLeft = 64.0
  static let plotWidth = 370.0
  static let plotTop = 48.0
  static let plotHeight = 300.0
  static let legendTop = 412.0
  static let lineHeight = 18.0
  /// The space beside the caption.
  static let margin = 16.0
  static let captionSize = 11.0
}

/// The axes of the scaling chart: linear, or logarithmic for many ranks.
struct ScalingAxes {
  let worldSizes: [Int]
  let isLogarithmic: Bool
  /// The least speed-up on the axis: 0, or a power of two below all.
  let start: Double
  /// The greatest number on either axis.
  let end: Double

  init(_ report: ScalingReport) {
    self.init(
      worldSizes: report.plan.worldSizes, speedUps: report.points.map(\.speedUp))
  }

  /// Creates axes for world sizes, ascending, and the speed-ups of the points.
  init(worldSizes: [Int], speedUps: [Double]) {
    self.worldSizes = worldSizes
    let largest = Double(worldSizes.last ?? 1)
    isLogarithmic = largest >= 16
    // A noisy interval may end far outside: it is clipped.
    end = max(largest, speedUps.max() ?? 1, 2) * (isLogarithmic ? 1.2 : 1.1)
    let least = min(speedUps.filter { $0 > 0 }.min() ?? 1, 1)
    // A point has its whole circle above the axis.
    start = isLogarithmic ? pow(2, floor(log2(least * 0.9))) : 0
  }

  private func fraction(_ value: Double, from start: Double) -> Double {
    isLogarithmic ? log2(value / start) / log2(end / start) : value / end
  }

  /// Returns the horizontal position of a number of ranks.
  func x(_ ranks: Double) -> Double {
    ScalingLayout.plotLeft + ScalingLayout.plotWidth * fraction(ranks, from: 0.5)
  }

  /// Returns the vertical position of a speed-up within the axes.
  func y(_ speedUp: Double) -> Double {
    ScalingLayout.plotTop + ScalingLayout.plotHeight * (1 - fraction(speedUp, from: start))
  }

  /// Returns the nearest number within the axes.
  func clipped(_ value: Double) -> Double { min(max(value, start), end) }

  /// The speed-ups with a grid line, at most about ten.
  var ticks: [Double] {
    if isLogarithmic {
      let first = Int(log2(start))
      return (first...12).map { pow(2, Double($0)) }.filter { $0 <= end }
    }
    let step = max((end / 8).rounded(.up), 1)
    return Array(stride(from: 0, through: end, by: step))
  }

  /// Returns a tick's label: a whole number, or a fraction such as 1/4.
  static func text(_ tick: Double) -> String {
    tick == 0 || tick >= 1 ? tick.digits(0) : "1/\((1 / tick).digits(0))"
  }
}
