/// Computes one block of the reduction tree of `db`, the sum of the rows of `dy`.
///
/// `db[j]` is the tree sum over the leaves of each leaf's sum, which adds its rows in order,
/// starting from +0; the root is stored as sum + (+0).
///
/// Shapes: `dy` is `[rows, columns]`, `db` is `[columns]`, not overlapping. `leafRows`, `leafCount`
/// and `scratch` are those of `weightGradient`, of which `scratch` may have any number of rows.
///
/// For a convolution a row is a pixel: each of `leafRows` times the pixels of a sample, and the
/// filters are the columns; each leaf then adds its samples' pixels in row-major order.
public func biasGradient(
  _ dy: UnsafePointer<Float>, into db: UnsafeMutablePointer<Float>,
  leafRows: UnsafePointer<Int>, leafCount: Int, columns: Int, scratch: UnsafeMutablePointer<Float>
) {
  let leaves = Leaves(rows: leafRows, count: leafCount)
  let waiting = UnsafeMutableRawPointer(scratch)
  let wide = FourVectors.count
  var column = 0
  while column &+ wide <= columns {
    let sum = sumRows(FourVectors.self, dy + column, columns, leaves, wide, waiting)
    sum.store(to: db + column, first: wide)
    column &+= wide
  }
  while column < columns {
    let left = columns &- column
    let lanes = left < laneCount ? left : laneCount
    let sum = sumRows(Vector.self, dy + column, columns, leaves, lanes, waiting)
    sum.store(to: db + column, first: lanes)
    column &+= lanes
  }
}

/// The tree sum of the first `count` columns at `dy`, with rows `rowStride` apart.
///
/// Waiting sums join as in the weight gradient's tiles.
@inline(__always)
private func sumRows<Sum: RowSum>(
  _: Sum.Type, _ dy: UnsafePointer<Float>, _ rowStride: Int, _ leaves: Leaves, _ count: Int,
  _ waiting: UnsafeMutableRawPointer
) -> Sum {
  let waiting = waiting.assumingMemoryBound(to: Sum.self)
  var leaf = 0
  while true {
    var sum = Sum()
    var row = leaves.rows[leaf]
    let end = leaves.rows[leaf &+ 1]
    while row < end {
      sum.addRow(dy + row &* rowStride, first: count)
      row &+= 1
    }
    var depth = 0
    while (leaf &>> depth) & 1 == 1 {
      sum.add(to: waiting[depth])
      depth &+= 1
    }
    leaf &+= 1
    if leaf == leaves.count { return sum.positiveZeros }
    waiting[depth] = sum
  }
}
