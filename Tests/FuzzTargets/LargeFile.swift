#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A large file of a form that costs a careless reader time or memory out of proportion.
///
/// libFuzzer's inputs are short; what grows with the square of the length, or takes many times
/// its size, shows in long ones.
struct LargeFile: Sendable {
  private let name: String
  private let start: [UInt8]
  private let piece: @Sendable (Int) -> [UInt8]
  private let count: Int
  private let end: [UInt8]

  /// A file that consists of a start, as many pieces as its size takes, and an end.
  init(
    _ name: String, byteCount: Int = 16 << 20, start: [UInt8] = [], end: [UInt8] = [],
    piece: @escaping @Sendable (Int) -> [UInt8]
  ) {
    self.name = name
    self.start = start
    self.piece = piece
    self.end = end
    count = byteCount / piece(1_000_000).count
  }

  /// Writes the file and lets a reader have it, for one second of the processor's time and 64 MiB
  /// beyond the file's size.
  func run(_ read: (_ path: String, _ byteCount: Int) -> Void) {
    let byteCount = write()
    MemoryLimit.set(beyond: byteCount)
    MemoryLimit.resetPeak()
    let memoryBefore = MemoryLimit.peak
    note("reading \(name)")
    var milliseconds = milliseconds(of: read, byteCount)
    // Others on the same core make this process slower, by its own time too.
    for _ in 0..<2 where milliseconds >= 1000 {
      milliseconds = min(milliseconds, self.milliseconds(of: read, byteCount))
    }
    let memory = max(0, MemoryLimit.peak - memoryBefore)
    note("\(name): \(byteCount >> 10) KiB, \(milliseconds) ms, \(memory >> 10) KiB of memory")
    expect(milliseconds < 1000, "\(name): \(milliseconds) ms, expected less than 1000")
  }

  /// The processor's time that a reader takes.
  private func milliseconds(
    of read: (_ path: String, _ byteCount: Int) -> Void, _ byteCount: Int
  ) -> Int {
    // One that hangs is ended.
    TimeLimit.start(milliseconds: 10_000)
    let start = clock()
    read(ScratchFile.input.path, byteCount)
    TimeLimit.stop()
    return (clock() - start) * 1000 / CLOCKS_PER_SEC
  }

  private func write() -> Int {
    ScratchFile.input.truncate(to: 0)
    var offset = 0
    var buffer = start
    for index in 0..<count {
      buffer += piece(index)
      guard buffer.count >= 1 << 20 else { continue }
      ScratchFile.input.write(buffer, at: offset)
      offset += buffer.count
      buffer.removeAll(keepingCapacity: true)
    }
    buffer += end
    ScratchFile.input.write(buffer, at: offset)
    return offset + buffer.count
  }
}
