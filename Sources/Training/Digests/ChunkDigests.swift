import Engine
import Kernels
import Parallel

/// The digests of the chunks of a rank's slice, taken part by part while each part is in a cache.
///
/// A chunk has at most 1,024 elements. Its digest is the sum of those of its parts, in any order.
final class ChunkDigests {
  /// The elements that are updated and digested at a time: few enough for the second-level cache
  /// to hold them with the optimizer's slots, and many enough for a call to cost nothing.
  static let partSize = 16_384

  private let chunks: [Range<Int>]
  private var digests: [RunDigest]

  /// Creates the digests of chunks: consecutive ranges of the parameter space, in order.
  init(of chunks: [Range<Int>]) {
    self.chunks = chunks
    digests = chunks.map { _ in RunDigest(sum: 0, moment: 0) }
  }

  /// Begins the digests of other values.
  func restart() {
    unsafe digests.withUnsafeMutableBufferPointer {
      unsafe $0.update(repeating: RunDigest(sum: 0, moment: 0))
    }
  }

  /// Takes the values of a part of the slice.
  func take(_ part: Range<Int>, _ values: UnsafePointer<Float>) {
    let first = firstChunk(endingBehind: part.lowerBound)
    // One access to the digests for all chunks.
    unsafe digests.withUnsafeMutableBufferPointer { digests in
      for index in first..<chunks.count {
        let chunk = chunks[index]
        guard chunk.lowerBound < part.upperBound else { return }
        let own = chunk.clamped(to: part)
        let digest = unsafe kernels.runDigest(
          of: values + (own.lowerBound - part.lowerBound), count: own.count)
        unsafe digests[index].add(digest, at: own.lowerBound - chunk.lowerBound)
      }
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
  var folded: [UInt64] { digests.map(\.folded) }
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
