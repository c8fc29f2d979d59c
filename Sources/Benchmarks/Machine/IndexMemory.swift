/// Integers for a measurement.
@safe
final class IndexMemory {
  let base: UnsafeMutablePointer<Int32>

  /// Fills the memory with random numbers in `0..<bound`.
  init(_ count: Int, below bound: Int = 1) {
    unsafe base = .allocate(capacity: max(count, 1))
    var random = SplitMix64(state: 1)
    for index in 0..<count {
      unsafe (base + index).initialize(to: Int32(random.next() % UInt64(bound)))
    }
  }

  deinit { unsafe base.deallocate() }
}

/// Bytes for a measurement.
@safe
final class ByteMemory {
  let base: UnsafeMutablePointer<UInt8>

  /// Fills the memory with bytes from 1 to 255.
  init(_ count: Int) {
    unsafe base = .allocate(capacity: max(count, 1))
    var random = SplitMix64(state: 1)
    for index in 0..<count {
      unsafe (base + index).initialize(to: UInt8(1 + random.next() % 255))
    }
  }

  deinit { unsafe base.deallocate() }
}
