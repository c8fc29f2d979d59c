/// Sums over leaves and blocks, in the order of the reduction tree.
package protocol TreeKernels {
  /// Computes one block of the reduction tree of rows that `addRow` adds up, for operations that
  /// have no kernel of their own.
  ///
  /// Each leaf's sum starts from +0; the root is stored as sum + (+0). `addRow` adds what a row
  /// contributes to the `count` elements of `sum`. `out` is `[count]`; `leafRows` and `leafCount`
  /// are those of `weightGradient`. `scratch` holds `rowTreeSumScratchCount` floats.
  static func rowTreeSum(
    into out: UnsafeMutablePointer<Float>, leafRows: UnsafePointer<Int>, leafCount: Int, count: Int,
    scratch: UnsafeMutablePointer<Float>,
    _ addRow: (_ row: Int, _ sum: UnsafeMutablePointer<Float>) -> Void
  )

  /// Returns the number of floats of scratch that `rowTreeSum` of `count` elements needs.
  static func rowTreeSumScratchCount(_ count: Int) -> Int

  /// Computes the tree sum of the sources, element by element.
  ///
  /// Each source in order is pushed on a stack, followed by `merges` additions; one sum must
  /// remain, and the stack has at most 24. The root is stored as sum + (+0). Four sources of a
  /// balanced tree have the merges 0, 1, 0, 2.
  ///
  /// Reads elements `offset` to before `offset + count` of each source and writes the first `count`
  /// of `out`. `out` may start where a source's slice starts (`source.values + offset`), but not
  /// overlap one otherwise. Without sources `out` becomes zeros.
  static func treeSum(
    _ sources: UnsafeBufferPointer<TreeSource>, into out: UnsafeMutablePointer<Float>, offset: Int,
    count: Int
  )

  /// Computes the balanced tree sum of `count` values `stride` apart; `count` is a power of two, or
  /// 0 for a sum of 0.
  static func treeSum(_ values: UnsafePointer<Double>, count: Int, stride: Int) -> Double
}

extension TreeKernels {
  /// Computes the balanced tree sum of `count` adjacent values.
  package static func treeSum(_ values: UnsafePointer<Double>, count: Int) -> Double {
    treeSum(values, count: count, stride: 1)
  }
}
