import Engine
import Kernels
import Parallel

/// The digests of a step's tensors, computed by all ranks, each for its slice, as soon as it is in
/// a cache.
struct StepDigester {
  private let slice: Range<Int>
  private let chunks: OwnedChunks
  /// Whether the summed gradient has digests too, before it is clipped.
  let digestsGradients: Bool

  /// Creates the digester of a rank's slice.
  init(of slice: Range<Int>, in space: ParameterSpace, gradients: Bool) {
    self.slice = slice
    chunks = OwnedChunks(of: slice, in: space)
    digestsGradients = gradients
  }

  /// Returns a digest for each parameter, in order, of values that all ranks together have;
  /// collective.
  ///
  /// - Parameters:
  ///   - values: The start of this rank's slice of the values.
  ///   - exchange: The exchange, between `reduce` and `publish`.
  /// - Returns: The digests, the same on every rank.
  /// - Throws: MPI's errors.
  func digests(
    of values: UnsafePointer<Float>, _ exchange: any Exchange
  ) throws -> [TensorDigest] {
    let own = chunks.own.map { chunk in
      unsafe kernels.runDigest(
        of: values + (chunk.lowerBound - slice.lowerBound), count: chunk.count
      )
      .folded
    }
    // Numbers that nothing computes with: their bits arrive as they are.
    let all = try exchange.gatherChunks(own.map(Double.init(bitPattern:)))
    return chunks.ofParameter.map { TensorDigest(ofChunks: all[$0].lazy.map(\.bitPattern)) }
  }
}

/// The digests of a step's tensors, in the parameters' order, the same on every rank.
package struct StepDigests: Sendable {
  /// The trainable variables after the update.
  package let parameters: [TensorDigest]
  /// Their gradients, summed over the batch and not yet clipped; nil where they have none.
  package var gradients: [TensorDigest]?
}

/// The digest of a tensor: 64 bits that depend on the bits of every element and on their order.
///
/// It is no proof against intent, but two tensors that differ by accident have the same digest once
/// in 2^64.
package struct TensorDigest: Hashable, Sendable {
  /// The digest's bits.
  package private(set) var bits: UInt64

  /// The digest of a tensor whose chunks of 1,024 elements have these digests.
  init(ofChunks chunks: some Sequence<UInt64>) {
    bits = 0
    for chunk in chunks { bits = (bits ^ chunk).mixed }
  }

  /// The digest of a tensor.
  init(of values: UnsafePointer<Float>, count: Int) {
    let size = RunDigest.runSize
    self.init(
      ofChunks: stride(from: 0, to: count, by: size).map {
        unsafe kernels.runDigest(of: values + $0, count: min(size, count - $0)).folded
      })
  }

  /// Sixteen hexadecimal digits.
  package var text: String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension RunDigest {
  /// Both sums in 64 bits.
  fileprivate var folded: UInt64 { (sum.mixed ^ moment).mixed }
}

extension UInt64 {
  /// A bijection that spreads every bit over all.
  ///
  /// Source: Steele, Lea and Flood 2014, SplitMix64's output function, with its increment added.
  fileprivate var mixed: UInt64 {
    var x = self &+ 0x9E37_79B9_7F4A_7C15
    x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
    return x ^ (x >> 31)
  }
}
