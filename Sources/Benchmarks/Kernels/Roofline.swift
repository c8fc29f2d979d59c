/// The roofline of a core: the bounds of a kernel by arithmetic and by memory bandwidth.
///
/// Source: Williams, Waterman and Patterson (2009).
package struct Roofline {
  /// The peak of fused multiply-adds in registers, in GFLOP/s.
  package let peak: Double
  /// The caches, smallest first, and the main memory.
  package let levels: [Level]

  /// One level of memory.
  package struct Level {
    /// The name.
    package let name: String
    /// The capacity in bytes.
    package let byteCount: Int
    /// The read bandwidth in GB/s.
    package let reading: Double
    /// The bandwidth of an in-place update in GB/s, bytes read and written.
    package let updating: Double
  }

  /// The lower bound of a kernel's time, and its limit.
  package struct Bound: Equatable {
    /// The time.
    package let microseconds: Double
    /// `arithmetic`, or the level's name.
    package let limit: String
    /// The smallest level that holds the kernel's operands.
    package let level: String
  }

  /// Creates a roofline from measured rates.
  ///
  /// - Precondition: There is at least one level.
  package init(peak: Double, levels: [Level]) {
    precondition(!levels.isEmpty, "no level of memory")
    self.peak = peak
    self.levels = levels
  }

  /// Returns the bound of a kernel with numbers of floating-point operations, bytes read and bytes
  /// written.
  ///
  /// The memory time is that of the same mix: bytes read in excess of bytes written at the read
  /// bandwidth, the rest at that of an in-place update. `coldReads` are further bytes, read from
  /// outside all caches.
  package func bound(operations: Int, reads: Int, writes: Int, coldReads: Int = 0) -> Bound {
    let total = reads + writes
    let level = levels.first { $0.byteCount >= total } ?? levels[levels.count - 1]
    let onlyRead = max(reads - writes, 0)
    let warm = Double(onlyRead) / level.reading + Double(total - onlyRead) / level.updating
    let cold = Double(coldReads) / levels[levels.count - 1].reading
    let memory = (warm + cold) * 1e-3
    let arithmetic = Double(operations) / peak * 1e-3
    return Bound(
      microseconds: max(memory, arithmetic),
      limit: arithmetic >= memory
        ? "arithmetic" : cold > warm ? levels[levels.count - 1].name : level.name,
      level: level.name)
  }
}
