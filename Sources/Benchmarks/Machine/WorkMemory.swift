/// Floats for a measurement, aligned to a cache line.
@safe
final class WorkMemory {
  let base: UnsafeMutablePointer<Float>
  let count: Int

  /// Fills the memory with nonzero floats between -1 and 1, the same in every run.
  init(_ count: Int, seed: UInt64 = 1) {
    self.count = count
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    unsafe base = memory.bindMemory(to: Float.self, capacity: max(count, 1))
    var random = SplitMix64(state: seed)
    for index in 0..<count {
      let magnitude = Float(random.next() >> 40) / Float(1 << 24) * 0.9 + 0.1
      unsafe (base + index).initialize(to: index.isMultiple(of: 2) ? magnitude : -magnitude)
    }
  }

  deinit { unsafe base.deallocate() }
}

/// A pseudorandom generator; measurements do not depend on its numbers.
///
/// Source: Steele, Lea and Flood (2014), figure 16.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
    return bits ^ bits >> 31
  }
}
