/// One kernel on one shape, ready to be timed.
struct KernelCase {
  /// What a kernel's speed is counted in.
  enum Work {
    /// Floating-point operations; a fused multiply-add is two.
    case arithmetic(Int)
    /// The numbers that pass through it: it is as fast as memory is.
    case memory
  }

  /// The kernel's name.
  let name: String
  /// Its sizes, as its documentation writes them.
  let shape: String
  let work: Work
  /// The bytes of what it reads, each once.
  let readByteCount: Int
  /// The bytes of what it writes, each once.
  let writtenByteCount: Int
  /// The bytes that it reads from memory that no cache holds.
  let coldByteCount: Int
  /// Runs it once.
  let body: () -> Void

  /// A kernel that reads and writes so many floats, and so many bytes that no cache holds.
  init(
    _ name: String, _ shape: String, _ work: Work, reads: Int, writes: Int, coldBytes: Int = 0,
    body: @escaping () -> Void
  ) {
    self.name = name
    self.shape = shape
    self.work = work
    readByteCount = reads * MemoryLayout<Float>.stride
    writtenByteCount = writes * MemoryLayout<Float>.stride
    coldByteCount = coldBytes
    self.body = body
  }

  /// The floating-point operations, 0 for a kernel that is counted in bytes.
  var operationCount: Int {
    switch work {
    case .arithmetic(let count): count
    case .memory: 0
    }
  }

  /// Identifies the case.
  var key: String { "\(name) \(shape)" }
}
