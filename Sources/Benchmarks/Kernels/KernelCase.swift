/// One kernel on one shape, ready to be timed.
struct KernelCase {
  /// The unit of a kernel's speed.
  enum Work {
    /// Floating-point operations; a fused multiply-add is two.
    case arithmetic(Int)
    /// Bytes moved: the kernel is bound by memory bandwidth.
    case memory
  }

  /// The kernel's name.
  let name: String
  /// Its sizes, as its documentation writes them.
  let shape: String
  let work: Work
  /// The number of bytes that it reads, each once.
  let readByteCount: Int
  /// The number of bytes that it writes, each once.
  let writtenByteCount: Int
  /// The number of bytes that it reads from memory outside all caches.
  let coldByteCount: Int
  /// Runs it once.
  let body: () -> Void

  /// Creates a case that reads and writes numbers of floats, and reads a number of bytes outside
  /// all caches.
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

  /// The number of floating-point operations, 0 for a kernel measured in bytes.
  var operationCount: Int {
    switch work {
    case .arithmetic(let count): count
    case .memory: 0
    }
  }

  /// The name and shape, which identify the case.
  var key: String { "\(name) \(shape)" }
}
