/// A fixed-size allocation of floats, initially zero, that its owner subdivides by offset.
@safe
package final class Arena {
  /// The number of floats.
  package let count: Int

  /// The first float, 64-byte aligned, valid as long as the arena.
  package let base: UnsafeMutablePointer<Float>

  /// All floats.
  package var buffer: UnsafeBufferPointer<Float> {
    unsafe UnsafeBufferPointer(start: base, count: count)
  }

  package init(count: Int) {
    self.count = count
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    guard let address = memory.baseAddress else {
      preconditionFailure("an allocation of \(memory.count) bytes has no address")
    }
    unsafe base = address.bindMemory(to: Float.self, capacity: max(count, 1))
    unsafe base.initialize(repeating: 0, count: max(count, 1))
  }

  deinit {
    unsafe UnsafeMutableRawPointer(base).deallocate()
  }
}

/// A plan of the ranges of an arena that is not allocated yet.
struct ArenaPlan {
  private(set) var count = 0

  /// Reserves `size` floats and returns their offset, a multiple of 16 floats (64 bytes).
  mutating func reserve(_ size: Int) -> Int {
    let offset = count
    count += (size + 15) / 16 * 16
    return offset
  }
}
