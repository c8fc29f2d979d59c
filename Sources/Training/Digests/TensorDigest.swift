import FileFormats

/// The digest of a tensor: 64 bits that depend on the bits of every element and on their order.
///
/// It is no proof against intent, but two tensors that differ by accident have the same digest once
/// in 2^64.
package struct TensorDigest: Hashable, Sendable {
  /// The digest's bits.
  package private(set) var bits: UInt64

  /// The digest of a tensor whose runs of 1,024 elements have these digests.
  init(ofRuns runs: some Sequence<UInt64>) {
    bits = 0
    for run in runs { bits = (bits ^ run).mixed }
  }

  /// The digest of `count` values.
  init(of values: UnsafePointer<Float>, count: Int) {
    unsafe self.init(ofRuns: VectorDigest(of: values, count: count).folded)
  }

  /// The digest of values.
  init(of values: [Float]) {
    self =
      unsafe values.withUnsafeBufferPointer { buffer in
        unsafe buffer.baseAddress.map { unsafe TensorDigest(of: $0, count: buffer.count) }
      } ?? TensorDigest(ofRuns: [])
  }

  /// The digest that `text` gives; nil for any other text.
  package init?(_ text: String) {
    guard text.utf8.count == 16, text.allSatisfy(\.isHexDigit),
      let bits = UInt64(text, radix: 16)
    else { return nil }
    self.bits = bits
  }

  /// Sixteen hexadecimal digits.
  package var text: String { bits.hexadecimal }
}

extension UInt64 {
  /// A bijection that spreads every bit over all.
  ///
  /// Source: Steele, Lea and Flood 2014, SplitMix64's output function, with its increment added.
  var mixed: UInt64 {
    var x = self &+ 0x9E37_79B9_7F4A_7C15
    x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
    return x ^ (x >> 31)
  }
}
