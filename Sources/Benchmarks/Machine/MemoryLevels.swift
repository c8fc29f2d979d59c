import Engine
import Kernels

/// Measurements of one core's read and update bandwidth in its caches and in main memory.
enum MemoryLevels {
  /// Measures the bandwidths of this core at every level.
  ///
  /// The working set is half of a cache, and at most four times the cache before it: the last one
  /// is shared with other cores. For main memory it is four times the last cache.
  static func measured() -> [Roofline.Level] {
    let caches = cacheSizes()
    let last = caches.last?.byteCount ?? 32 << 20
    return caches.enumerated().map { index, cache in
      measure(
        cache.name, holding: cache.byteCount,
        workingSet: min(
          cache.byteCount / 2, index > 0 ? 4 * caches[index - 1].byteCount : .max))
    } + [measure("memory", holding: .max, workingSet: min(4 * last, 256 << 20))]
  }

  /// Returns the caches that hold data, smallest first; typical sizes where the system lists none.
  private static func cacheSizes() -> [(name: String, byteCount: Int)] {
    let found = Machine.ofThisHost().caches.filter { $0.kind != "Instruction" }
      .map { (name: "L\($0.level)", byteCount: $0.byteCount) }
    return found.isEmpty
      ? [("L1", 32 << 10), ("L2", 1 << 20), ("L3", 32 << 20)]
      : found.sorted { $0.byteCount < $1.byteCount }
  }

  private static func measure(
    _ name: String, holding byteCount: Int, workingSet: Int
  ) -> Roofline.Level {
    let width = MemoryLayout<Float>.stride
    let count = max(workingSet / width / 128, 1) * 128
    let x = WorkMemory(count)
    let reading = best(byteCount: count * width) {
      let sum = unsafe kernels.read(UnsafePointer(x.base), count: count)
      precondition(!sum.isNaN, "a sum of numbers is not a number")
    }
    let updating = best(byteCount: 2 * count * width) {
      unsafe kernels.update(x.base, adding: 1e-6, count: count)
    }
    return Roofline.Level(name: name, byteCount: byteCount, reading: reading, updating: updating)
  }

  /// Returns the best of thirty measurements of about half a millisecond, in GB/s.
  private static func best(byteCount: Int, _ body: () -> Void) -> Double {
    body()
    var rounds = 1
    var best = 0.0
    var samples = 0
    while samples < 30 {
      let start = MonotonicClock.nanoseconds
      for _ in 0..<rounds { body() }
      let nanoseconds = Double(MonotonicClock.nanoseconds - start)
      if nanoseconds < 5e5, rounds < 1 << 20 {
        rounds *= 2
        continue
      }
      samples += 1
      best = max(best, Double(byteCount * rounds) / nanoseconds)
    }
    return best
  }
}
