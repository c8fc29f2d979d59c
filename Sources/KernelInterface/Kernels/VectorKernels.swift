/// Elementwise sums, norms and digests of vectors.
package protocol VectorKernels {
  /// Computes the sum of several arrays, element by element, added in the order of the inputs.
  ///
  /// Source: Keras 3, `Add`.
  ///
  /// Shapes: each of `inputs`, one at least, and `sum` are `[count]`; `sum` may be any of `inputs`.
  static func addition(
    of inputs: UnsafeBufferPointer<UnsafePointer<Float>>, into sum: UnsafeMutablePointer<Float>,
    count: Int
  )

  /// Returns the bits of the largest magnitude among `count` values, 0 for none.
  ///
  /// That is the unsigned maximum of each value's bits without its sign. It orders magnitudes as
  /// the numbers themselves do, with every NaN above infinity, so one comparison tells whether all
  /// values are finite and below a bound. The floating-point mode does not matter: denormals count.
  static func largestMagnitudeBits(_ values: UnsafePointer<Float>, count: Int) -> UInt32

  /// The sum of squares of `count` values: the sums of its chunks, added in order.
  ///
  /// A chunk is 1,024 values. Inside it the squares, exact in `Double`, are added 16 apart in
  /// order, then the 16 sums in one fixed tree. It is infinite or NaN where a value is.
  static func sumOfSquares(_ values: UnsafePointer<Float>, count: Int) -> Double

  /// Computes the digest of `count` values, at most `RunDigest.runSize`.
  static func runDigest(of values: UnsafePointer<Float>, count: Int) -> RunDigest

  /// Claims all lines at once, without overlapping arithmetic.
  static func take(_ claim: Claim)
}
