import FileFormats
import Foundation

/// The range of an axis and its ticks, at multiples of 1, 2 or 5 times a power of ten.
struct ChartAxis: Equatable {
  /// The least number.
  let lower: Double
  /// The greatest number, above `lower`.
  let upper: Double
  /// The ticks, from the least to the greatest.
  let ticks: [Double]

  /// Creates an axis for finite numbers.
  ///
  /// - Parameters:
  ///   - numbers: The numbers to show; those that are not finite are ignored.
  ///   - areWhole: Whether only whole numbers have ticks.
  ///   - tickCount: About so many ticks, at least 2.
  init(_ numbers: [Double], areWhole: Bool = false, tickCount: Int = 5) {
    let finite = numbers.filter(\.isFinite)
    let least = finite.min() ?? 0
    let greatest = finite.max() ?? 1
    // One number has room on both sides; halves, since a difference may overflow.
    let room = areWhole ? 1 : max(abs(least) * 0.1, 1e-6)
    let (start, end) = least < greatest ? (least, greatest) : (least - room, greatest + room)
    let rough = (end / 2 - start / 2) / (Double(max(tickCount, 2)) / 2)
    let power = pow(10, floor(log10(rough)))
    var step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough
    if areWhole { step = max(1, step) }
    guard step.isNormal, max((end / step).magnitude, (start / step).magnitude) < 1e15,
      (floor(start / step) * step).isFinite, (ceil(end / step) * step).isFinite
    else {
      (lower, upper, ticks) = (start, end, [start, end])
      return
    }
    let first = areWhole ? ceil(start / step) : floor(start / step)
    let last = areWhole ? floor(end / step) : ceil(end / step)
    let multiples = first <= last ? (Int(first)...Int(last)).map { Double($0) * step } : []
    // The room around one epoch is no epoch.
    ticks = areWhole ? multiples.filter { (least...greatest).contains($0) } : multiples
    lower = areWhole ? start : first * step
    upper = areWhole ? end : last * step
  }

  /// The share of the axis below a number, from 0 to 1.
  func share(_ number: Double) -> Double {
    let range = upper - lower
    // Halves, where the range is beyond what a number holds.
    guard range.isInfinite else { return (number - lower) / range }
    return (number / 2 - lower / 2) / (upper / 2 - lower / 2)
  }

  /// The text of a number at a tick or in a sentence.
  static func text(_ number: Double) -> String { NumberText.rounded(number, digits: 4) }
}
