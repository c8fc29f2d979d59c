import KernelInterface

extension CompiledKernels {
  package static func biasGradient(
    _ dy: UnsafePointer<Float>, into db: UnsafeMutablePointer<Float>,
    leafRows: UnsafePointer<Int>, leafCount: Int, columns: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    RowTerm(rows: dy, columns: columns).treeSum(
      into: db, leaves: Leaves(rows: leafRows, count: leafCount), columns: columns,
      scratch: scratch)
  }
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
