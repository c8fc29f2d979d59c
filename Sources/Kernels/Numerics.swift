/// What the kernels' results are, in one number.
public enum Numerics {
  /// Raised whenever any kernel's, generator's or schedule's bits change.
  ///
  /// A checkpoint of another version is not resumed: the run would not end in the same bits.
  public static let version = 1
}
