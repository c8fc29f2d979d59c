/// The version of the kernels' results.
package enum Numerics {
  /// The version, which is incremented whenever the bits of a kernel, generator or schedule change.
  ///
  /// A checkpoint of another version is not resumed: the run would not end in the same bits.
  package static let version = 1
}
