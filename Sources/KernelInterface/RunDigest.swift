/// A digest of the bits of up to 1,024 values, a run, that also locates a difference.
///
/// The sum of the bit patterns, and the sum of the patterns times their indices; both are exact
/// modulo 2⁶⁴. A run that differs in one element or in two always has another digest, and where it
/// is one element, the two differences give its index.
package struct RunDigest: Sendable, Equatable {
  /// The number of values of a run; the last run of a vector may be shorter.
  package static let runSize = 1_024

  /// The sum of the bit patterns.
  package let sum: UInt64
  /// The sum of the bit patterns times their indices, from 1.
  package let moment: UInt64

  /// Creates a digest from its sums.
  package init(sum: UInt64, moment: UInt64) {
    self.sum = sum
    self.moment = moment
  }

  /// Returns the index of the only element in which two runs differ.
  ///
  /// Nil where several elements differ; the index may be wrong where more than two do.
  package func differingElement(from other: RunDigest) -> Int? {
    let change = Int64(bitPattern: sum &- other.sum)
    let shift = Int64(bitPattern: moment &- other.moment)
    guard change != 0, abs(change) <= Int64(UInt32.max), shift % change == 0,
      (1...Int64(Self.runSize)).contains(shift / change)
    else { return nil }
    return Int(shift / change) - 1
  }
}
