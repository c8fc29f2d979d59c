/// A digest of the bits of up to 1,024 values, a run, that also locates a difference.
///
/// The sum of the bit patterns, and the sum of the patterns times their indices; both are exact
/// modulo 2⁶⁴. A run that differs in one element or in two always has another digest, and where it
/// is one element, the two differences give its index.
package struct RunDigest: Sendable, Equatable {
  /// The number of values of a run; the last run of a vector may be shorter.
  package static let runSize = 1_024

  /// The sum of the bit patterns.
  package private(set) var sum: UInt64
  /// The sum of the bit patterns times their indices, from 1.
  package private(set) var moment: UInt64

  /// Creates a digest from its sums.
  package init(sum: UInt64, moment: UInt64) {
    self.sum = sum
    self.moment = moment
  }

  /// Adds the digest of a part of the run, which begins at an index of the run.
  package mutating func add(_ part: RunDigest, at index: Int) {
    sum &+= part.sum
    moment &+= part.moment &+ UInt64(index) &* part.sum
  }

  /// Returns the index of the only element in which two runs differ.
  ///
  /// Nil where several elements differ; the index may be wrong where more than two do.
  package func differingElement(from other: RunDigest) -> Int? {
    let change = Int64(bitPattern: sum &- other.sum)
    let shift = Int64(bitPattern: moment &- other.moment)
    guard change != 0, change.magnitude <= UInt32.max else { return nil }
    let (index, overflow) = shift.dividedReportingOverflow(by: change)
    guard !overflow, index &* change == shift, (1...Int64(Self.runSize)).contains(index) else {
      return nil
    }
    return Int(index) - 1
  }
}
