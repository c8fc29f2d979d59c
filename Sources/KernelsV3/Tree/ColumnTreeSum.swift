/// The terms of a sum over rows in each column.
protocol ColumnTerm {
  /// The terms of a row's columns from `column` on, of which only the first `lanes` exist.
  func values(row: Int, column: Int, lanes: Int) -> Vector
}

extension ColumnTerm {
  /// Computes the tree sum over the leaves of each leaf's sum, which adds its rows' terms in order,
  /// starting from +0; the root is stored as sum + (+0).
  ///
  /// `scratch` has room for `treeDepth` sums of 64 columns.
  @inline(__always)
  func treeSum(
    into sums: UnsafeMutablePointer<Float>, leaves: Leaves, columns: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    var column = 0
    while column &+ FourVectors.count <= columns {
      sum(FourVectors.self, column: column, lanes: laneCount, leaves, scratch)
        .store(to: sums + column)
      column &+= FourVectors.count
    }
    while column < columns {
      let lanes = columns &- column < laneCount ? columns &- column : laneCount
      // Two loops, so that the addition of a full row has no test for partial lanes.
      if lanes == laneCount {
        sum(Vector.self, column: column, lanes: laneCount, leaves, scratch)
          .store(to: sums + column)
      } else {
        sum(Vector.self, column: column, lanes: lanes, leaves, scratch)
          .store(to: sums + column, first: lanes)
      }
      column &+= laneCount
    }
  }

  @inline(__always)
  private func sum<Width: Columns>(
    _: Width.Type, column: Int, lanes: Int, _ leaves: Leaves, _ scratch: UnsafeMutableRawPointer
  ) -> Width {
    WaitingSums<Width>(in: scratch).sum(leaves.count) { leaf, _ in
      var sum = Width()
      for row in leaves[leaf] {
        var term = Width { values(row: row, column: column &+ $0, lanes: lanes) }
        term.add(older: sum)
        sum = term
      }
      return sum
    }
    .positiveZeros
  }
}
