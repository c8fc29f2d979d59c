/// Computes one block of the reduction tree of `db`, the sum of the rows of `dy`.
///
/// `db[j]` is the tree sum over the leaves of each leaf's sum, which adds its rows in order,
/// starting from +0; the root is stored as sum + (+0).
///
/// Shapes: `dy` is `[rows, columns]`, `db` is `[columns]`, not overlapping. `leafRows`, `leafCount`
/// and `scratch` are those of `weightGradient`, where `scratch` may be for any number of rows.
///
/// For a convolution a row is a pixel: each of `leafRows` times the pixels of a sample, and the
/// filters are the columns; each leaf then adds its samples' pixels in row-major order.
public func biasGradient(
  _ dy: UnsafePointer<Float>, into db: UnsafeMutablePointer<Float>,
  leafRows: UnsafePointer<Int>, leafCount: Int, columns: Int, scratch: UnsafeMutablePointer<Float>
) {
  RowTerm(rows: dy, columns: columns).treeSum(
    into: db, leaves: Leaves(rows: leafRows, count: leafCount), columns: columns,
    scratch: scratch)
}

/// The rows themselves as terms.
private struct RowTerm: ColumnTerm {
  var rows: UnsafePointer<Float>
  var columns: Int

  @inline(__always)
  func values(row: Int, column: Int, lanes: Int) -> Vector {
    Vector(loading: rows + (row &* columns &+ column), first: lanes)
  }
}
