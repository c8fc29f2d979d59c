/// The number of floats that `PeakKernels.fusedProducts` reads.
package let peakSeedCount = 192

/// Microbenchmark loops that measure the peak rates of the processor.
///
/// For measurements; no result depends on them.
package protocol PeakKernels {
  /// Adds `rounds` products of two registers to each of 12 sums of 16 floats, or to each of 6, all
  /// independent, and returns a number that depends on all of them.
  ///
  /// Six sums fill twelve registers of 256 bits, twelve sums as many of 512 bits: with one of the
  /// two counts every sum stays in a register and no addition waits for the one before. The
  /// arithmetic is `32 * rounds` operations for each sum.
  ///
  /// `seeds` is `[peakSeedCount]`.
  static func fusedProducts(
    _ seeds: UnsafePointer<Float>, rounds: Int, sumCount: Int
  ) -> Float

  /// Reads `count` floats, a multiple of 128, and returns their sum in some order.
  static func read(_ x: UnsafePointer<Float>, count: Int) -> Float

  /// Copies `count` floats in vectors; the C library's string instruction is slow where another
  /// core has held the lines.
  static func copy(
    _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Adds `term` to `count` floats, a multiple of 64, in place: a vector written for each
  /// vector read, and no other memory touched.
  static func update(_ x: UnsafeMutablePointer<Float>, adding term: Float, count: Int)
}
