/// The version of the kernels' results.
public enum Numerics {
  /// The version, which is incremented whenever the bits of a kernel, generator or schedule change.
  ///
  /// A checkpoint of another version is not resumed: the run would not end in the same bits.
  public static let version = 1
}
