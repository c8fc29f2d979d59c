/// The waiting sums of a reduction tree whose leaves are too large for registers.
///
/// Like a binary counter: after leaf `l`, as many waiting sums join as `l` has trailing ones, and
/// before it as many wait as it has ones.
struct LeafSums {
  /// Room for the waiting sums and the newest, `treeDepth + 1` for 1,024 leaves.
  var sums: UnsafeMutablePointer<Float>
  /// The floats of one sum, a multiple of 16.
  var count: Int

  /// Calls `addLeaf` for each leaf in order with a sum of zeros, and joins the sums.
  ///
  /// `leafCount` is a power of two.
  @inline(__always)
  func addLeaves(
    _ leafCount: Int, _ addLeaf: (_ leaf: Int, _ sum: UnsafeMutablePointer<Float>) -> Void
  ) {
    for leaf in 0..<leafCount {
      var newest = sums + leaf.nonzeroBitCount &* count
      newest.update(repeating: 0, count: count)
      addLeaf(leaf, newest)
      for _ in 0..<(~leaf).trailingZeroBitCount where newest > sums {
        let older = newest - count
        join(older, newest)
        newest = older
      }
    }
  }

  /// Adds: `older = older + newer`.
  @inline(__always)
  private func join(_ older: UnsafeMutablePointer<Float>, _ newer: UnsafeMutablePointer<Float>) {
    forEachVector(count) { i, lanes in
      let sum =
        Vector(loading: older + i, first: lanes) + Vector(loading: newer + i, first: lanes)
      sum.store(to: older + i, first: lanes)
    }
  }

  /// Stores the root, rows of `width` floats, + (+0): the first `columns` of each row.
  @inline(__always)
  func storeRoot(
    to target: UnsafeMutablePointer<Float>, rowCount: Int, columns: Int, width: Int
  ) {
    for row in 0..<(count / width) {
      let source = sums + row &* width
      let row = target + row &* rowCount
      forEachVector(columns) { i, lanes in
        Vector(loading: source + i, first: lanes).positiveZeros.store(to: row + i, first: lanes)
      }
    }
  }
}
