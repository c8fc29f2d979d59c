import FileFormats
import Kernels

/// A digest of a part of a tensor that also finds one element that differs, and by how much.
///
/// The sum of the bit patterns, and the sum of the patterns times their indices in the whole
/// tensor; both are exact modulo 2⁶⁴.
package struct SpanDigest: Sendable, Hashable {
  /// The sum of the bit patterns.
  package private(set) var sum: UInt64
  /// The sum of the bit patterns times their indices, from 1.
  package private(set) var moment: UInt64

  /// The digest of `count` values, the first of which has an index in the tensor.
  init(of values: UnsafePointer<Float>, count: Int, from index: Int = 0) {
    (sum, moment) = (0, 0)
    var offset = UInt64(index)
    for run in unsafe VectorDigest(of: values, count: count).runs {
      sum &+= run.sum
      moment &+= run.moment &+ offset &* run.sum
      offset += UInt64(RunDigest.runSize)
    }
  }

  /// Decodes a digest from two integers.
  init(sum: UInt64, moment: UInt64) {
    self.sum = sum
    self.moment = moment
  }

  /// Returns the index of the only element that differs from what was expected, and the change of
  /// its bit pattern.
  ///
  /// Nil where several elements differ, as far as that can be told.
  func change(from expected: SpanDigest, in indices: Range<Int>) -> (index: Int, bits: Int64)? {
    let change = Int64(bitPattern: sum &- expected.sum)
    let shift = Int64(bitPattern: moment &- expected.moment)
    guard change != 0, change.magnitude <= UInt64(UInt32.max) else { return nil }
    // A log that someone has written may say anything.
    let (number, overflows) = shift.dividedReportingOverflow(by: change)
    guard !overflows, number > 0, number * change == shift, indices.contains(Int(number - 1)) else {
      return nil
    }
    return (Int(number - 1), change)
  }
}

extension SpanDigest {
  /// Thirty-two hexadecimal digits.
  package var text: String { sum.hexadecimal + moment.hexadecimal }

  /// The digest that `text` gives; nil for any other text.
  package init?(_ text: String) {
    guard text.utf8.count == 32, text.allSatisfy(\.isHexDigit),
      let sum = UInt64(text.prefix(16), radix: 16), let moment = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(sum: sum, moment: moment)
  }
}
