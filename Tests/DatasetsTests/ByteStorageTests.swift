import Datasets
import Testing

@Suite("ByteStorage")
struct ByteStorageTests {
  @safe
  private final class Owner {
    let memory: UnsafeMutableRawBufferPointer
    let onDeinit: () -> Void

    init(_ bytes: [UInt8], onDeinit: @escaping () -> Void) {
      unsafe memory = .allocate(byteCount: bytes.count, alignment: 64)
      unsafe memory.copyBytes(from: bytes)
      self.onDeinit = onDeinit
    }

    deinit {
      unsafe memory.deallocate()
      onDeinit()
    }
  }

  @Test func lendsItsOwnBytes() {
    let storage = ByteStorage([1, 2, 3])
    #expect(storage.byteCount == 3)
    #expect(unsafe storage.withBytes { unsafe Array($0) } == [1, 2, 3])
  }

  @Test func keepsTheOwnerOfForeignBytesAlive() {
    var isAlive = true
    var storage: ByteStorage?
    do {
      let owner = Owner([4, 5]) { isAlive = false }
      storage = unsafe ByteStorage(
        borrowing: UnsafeRawBufferPointer(owner.memory), owner: owner)
    }
    #expect(isAlive)
    #expect(storage?.byteCount == 2)
    #expect(unsafe storage?.withBytes { unsafe Array($0) } == [4, 5])
    storage = nil
    #expect(!isAlive)
  }
}
