#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Memory that ends at a page which cannot be touched, after a margin that must not change.
///
/// A read or write beyond the end kills the test process; a write before the start shows in the
/// margin, and a read there gives NaN, which shows in the results. Buffers of odd sizes start
/// unaligned.
final class GuardedBuffer<Element: BitwiseCopyable> {
  let pointer: UnsafeMutablePointer<Element>
  let count: Int
  private let base: UnsafeMutableRawPointer
  private let byteCount: Int
  private let margin: UnsafeMutableRawBufferPointer

  init(_ values: [Element]) {
    let page = Int(getpagesize())
    let payload = values.count * MemoryLayout<Element>.stride
    let body = (payload + page) / page * page + page
    byteCount = body + 2 * page
    guard
      let memory = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED
    else { preconditionFailure("no memory for \(byteCount) bytes between guard pages") }
    base = memory
    precondition(mprotect(base, page, PROT_NONE) == 0, "the lower guard page")
    precondition(mprotect(base + (page + body), page, PROT_NONE) == 0, "the upper guard page")
    let start = base + (page + body - payload)
    margin = UnsafeMutableRawBufferPointer(start: base + page, count: body - payload)
    margin.initializeMemory(as: UInt8.self, repeating: 0xff)
    pointer = start.bindMemory(to: Element.self, capacity: values.count)
    count = values.count
    pointer.initialize(from: values, count: count)
  }

  deinit {
    munmap(base, byteCount)
  }

  var values: [Element] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// Whether nothing was written before the start.
  var isIntactBefore: Bool { margin.allSatisfy { $0 == 0xff } }
}

extension GuardedBuffer where Element == Float {
  /// An output or scratch buffer whose elements are NaN until they are written.
  convenience init(count: Int) {
    self.init([Float](repeating: .nan, count: count))
  }

  /// Scratch for the matmuls, aligned to 64 bytes as they ask for.
  convenience init(scratch count: Int) {
    self.init(count: (count + 15) / 16 * 16)
  }
}

/// Several buffers of floats that live as long as the whole does.
///
/// An array of buffers would not do: it may end after its last use, and the pointers with it.
final class GuardedBuffers {
  private let buffers: [GuardedBuffer<Float>]

  init(_ values: [[Float]]) {
    buffers = values.map { GuardedBuffer($0) }
  }

  subscript(index: Int) -> GuardedBuffer<Float> { buffers[index] }

  var pointers: [UnsafePointer<Float>] { buffers.map { UnsafePointer($0.pointer) } }
}
