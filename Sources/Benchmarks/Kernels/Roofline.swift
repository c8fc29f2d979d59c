/// What a core can do at best with a kernel: by its arithmetic, and by the memory that its numbers
/// stand in.
///
/// Source: Williams, Waterman and Patterson (2009).
package struct Roofline {
  /// Fused multiply-adds in registers, in GFLOP/s.
  package let peak: Double
  /// The caches, smallest first, and the main memory.
  package let levels: [Level]

  /// One level of memory.
  package struct Level {
    /// Its name.
    package let name: String
    /// How much it holds in bytes.
    package let byteCount: Int
    /// The rate of reading alone in GB/s.
    package let reading: Double
    /// The rate of an update in place in GB/s, bytes read and written.
    package let updating: Double
  }

  /// The shortest time of a kernel, and what does not let it be shorter.
  package struct Bound: Equatable {
    /// The time.
    package let microseconds: Double
    /// `arithmetic`, or the level's name.
    package let limit: String
    /// The smallest level that holds what the kernel reads and writes.
    package let level: String
  }

  /// A roofline of measured rates.
  ///
  /// - Precondition: There is a level.
  package init(peak: Double, levels: [Level]) {
    precondition(!levels.isEmpty, "no level of memory")
    self.peak = peak
    self.levels = levels
  }

  /// The bound of a kernel with so many floating-point operations that reads and writes so many
  /// bytes.
  ///
  /// The memory's rate is that of the same mix: what is read beyond what is written goes at the
  /// rate of reading, the rest at that of an update in place. `coldReads` are bytes beside those
  /// that no cache can hold.
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
