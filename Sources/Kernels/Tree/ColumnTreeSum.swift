/// What a sum over rows adds up in each column.
protocol ColumnTerm {
  /// The terms of a row's columns from `column` on; only the first `lanes` exist.
  func values(row: Int, column: Int, lanes: Int) -> Vector
}

extension ColumnTerm {
  /// Computes the tree sum over the leaves of each leaf's sum, which adds its rows' terms in order,
  /// starting from +0; the root is stored as sum + (+0).
  ///
  /// Waiting sums join as in `biasGradient`.
  @inline(__always)
  func treeSum(
    into sums: UnsafeMutablePointer<Float>, leaves: Leaves, columns: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let waiting = UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Vector.self)
    var column = 0
    while column < columns {
      let left = columns &- column
      let lanes = left < laneCount ? left : laneCount
      let sum =
        lanes == laneCount
        ? sum(column: column, lanes: laneCount, leaves, waiting)
        : sum(column: column, lanes: lanes, leaves, waiting)
      sum.store(to: sums + column, first: lanes)
      column &+= laneCount
    }
  }

  @inline(__always)
  private func sum(
    column: Int, lanes: Int, _ leaves: Leaves, _ waiting: UnsafeMutablePointer<Vector>
  ) -> Vector {
    var leaf = 0
    while true {
      var sum = Vector.zero
      var row = leaves.rows[leaf]
      let end = leaves.rows[leaf &+ 1]
      while row < end {
        sum += values(row: row, column: column, lanes: lanes)
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
}
