extension RangeExpression where Bound == Int {
  /// Returns the bounds of the range in `0..<count`; a missing one is 0 or the count.
  ///
  /// Bounds beyond the data are returned as they are, for an error to name; `relative(to:)` a
  /// collection of the data's size would trap on some.
  func bounds(count: Int) -> (lower: Int, upper: Int) {
    let range = relative(to: EveryIndex())
    return (
      lower: range.lowerBound == Int.min ? 0 : range.lowerBound,
      upper: range.upperBound == Int.max ? count : range.upperBound
    )
  }
}

/// A collection with all integers as indices, so that no range is outside it.
private struct EveryIndex: Collection {
  var startIndex: Int { Int.min }
  var endIndex: Int { Int.max }
  func index(after index: Int) -> Int { index == Int.max ? index : index + 1 }
  subscript(index: Int) -> Int { index }
}
