/// Which of some statistics belongs to each element of a sample: one for each index along the axes
/// that are kept.
package struct StatisticPattern: Equatable, Sendable {
  /// The kept axes, indices in a sample's sizes, in order.
  package let axes: [Int]
  /// The sizes of the kept axes, outermost first; empty for one statistic of all elements.
  package let shape: [Int]
  /// The index of the statistic of each element; those of the rest of the sample repeat these.
  package let indices: [Int]

  /// The number of statistics.
  package var count: Int { shape.reduce(1, *) }

  /// Creates the pattern of samples with the given sizes.
  ///
  /// - Parameters:
  ///   - sizes: The sizes of a sample, outermost first.
  ///   - kept: The indices in `sizes` of the axes that have statistics of their own.
  package init(_ sizes: [Int], keeping kept: Set<Int>) {
    axes = kept.sorted()
    shape = axes.map { sizes[$0] }
    // Axes in front that are not kept repeat what is behind them.
    let first = axes.first ?? sizes.count
    var indices = [0]
    for axis in first..<sizes.count {
      let isKept = kept.contains(axis)
      indices = indices.flatMap { index in
        (0..<sizes[axis]).map { isKept ? index * sizes[axis] + $0 : index }
      }
    }
    self.indices = indices
  }

  /// The same number for each statistic.
  func repeating(_ value: Float) -> [Float] { [Float](repeating: value, count: count) }
}
