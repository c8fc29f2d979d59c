import KernelInterface

/// The sums of a reduction tree that are too large for registers: rows of memory.
///
/// The top sum is in the row after the stack, so a push moves no memory.
struct TreeRows: TreeStack {
  /// Memory for `treeDepth + 1` sums; the first becomes the root.
  var sums: UnsafeMutablePointer<Float>
  /// The number of floats of one sum.
  var count: Int

  @inline(__always)
  func push(_ sum: UnsafeMutablePointer<Float>, at depth: Int) {}

  @inline(__always)
  func join(_ depth: Int, to newest: inout UnsafeMutablePointer<Float>) {
    let older = sums + depth &* count
    forEachVector(count) { i, lanes in
      let sum =
        Vector(loading: older + i, first: lanes) + Vector(loading: newest + i, first: lanes)
      sum.store(to: older + i, first: lanes)
    }
    newest = older
  }

  /// Calls `addLeaf` for each leaf in order with a sum of zeros, and adds the sums.
  @inline(__always)
  func addLeaves(
    _ leaves: Leaves, _ addLeaf: (_ rows: Range<Int>, _ sum: UnsafeMutablePointer<Float>) -> Void
  ) {
    _ = sum(leaves.count) { leaf, depth in
      let newest = sums + depth &* count
      newest.update(repeating: 0, count: count)
      addLeaf(leaves[leaf], newest)
      return newest
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

extension CompiledKernels {
  package static func rowTreeSum(
    into out: UnsafeMutablePointer<Float>, leafRows: UnsafePointer<Int>, leafCount: Int, count: Int,
    scratch: UnsafeMutablePointer<Float>,
    _ addRow: (_ row: Int, _ sum: UnsafeMutablePointer<Float>) -> Void
  ) {
    guard count > 0 else { return }
    let sums = TreeRows(sums: scratch, count: count)
    sums.addLeaves(Leaves(rows: leafRows, count: leafCount)) { rows, sum in
      for row in rows { addRow(row, sum) }
    }
    sums.storeRoot(to: out, rowCount: count, columns: count, width: count)
  }

  package static func rowTreeSumScratchCount(_ count: Int) -> Int { (treeDepth + 1) * count }
}
