import Engine
import Kernels
import Parallel

/// The digests of the chunks of a rank's slice, taken part by part while each part is in a cache.
///
/// A chunk has at most 1,024 elements. Its digest is the sum of those of its parts, in any order.
final class ChunkDigests {
  /// The elements that are digested at a time: those that an exchange sums at a time.
  static let partSize = 4_096

  private let chunks: [Range<Int>]
  private var sums: [UInt64]
  private var moments: [UInt64]

  /// Creates the digests of chunks: consecutive ranges of the parameter space, in order.
  init(of chunks: [Range<Int>]) {
    self.chunks = chunks
    sums = [UInt64](repeating: 0, count: chunks.count)
    moments = sums
  }

  /// Begins the digests of other values.
  func restart() {
    for index in sums.indices { (sums[index], moments[index]) = (0, 0) }
  }

  /// Takes the values of a part of the slice.
  func take(_ part: Range<Int>, _ values: UnsafePointer<Float>) {
    var index = firstChunk(endingBehind: part.lowerBound)
    while index < chunks.count, chunks[index].lowerBound < part.upperBound {
      let chunk = chunks[index]
      let own = chunk.clamped(to: part)
      let digest = unsafe kernels.runDigest(
        of: values + (own.lowerBound - part.lowerBound), count: own.count)
      sums[index] &+= digest.sum
      moments[index] &+= digest.moment &+ UInt64(own.lowerBound - chunk.lowerBound) &* digest.sum
      index += 1
    }
  }

  private func firstChunk(endingBehind position: Int) -> Int {
    var (low, high) = (0, chunks.count)
    while low < high {
      let middle = (low + high) / 2
      if chunks[middle].upperBound > position { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Each chunk's digest in 64 bits.
  var folded: [UInt64] {
    chunks.indices.map { RunDigest(sum: sums[$0], moment: moments[$0]).folded }
  }
}

extension RunDigest {
  /// The digest in 64 bits, which tell that runs differ, not where.
  var folded: UInt64 { (sum.mixed ^ moment).mixed }
}

extension Range<Int> {
  /// Calls `body` with consecutive parts of at most `size`.
  func forEachPart(of size: Int, _ body: (Range<Int>) -> Void) {
    for start in stride(from: lowerBound, to: upperBound, by: size) {
      body(start..<Swift.min(start + size, upperBound))
    }
  }
}
