/// One block sum of a reduction tree, with the additions that follow it.
package struct TreeSource {
  /// The block's values.
  package var values: UnsafePointer<Float>

  /// The number of times that the top two sums of the stack are added, lower + upper, after this
  /// one is pushed.
  package var merges: Int

  /// Creates a source of `values` that is followed by `merges` additions; see `treeMerges`.
  package init(values: UnsafePointer<Float>, merges: Int) {
    self.values = values
    self.merges = merges
  }
}
