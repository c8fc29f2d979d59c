import Parallel
import Testing

@Suite("HostMemory, solo")
struct HostMemoryTests {
  @Test(arguments: [0, 1, 63, 64, 4_096])
  func startsAtACacheLineAndIsLargeEnough(byteCount: Int) throws {
    let memory = try HostMemory(byteCount: byteCount, in: .solo)
    let segment = unsafe memory.segment(of: 0)
    #expect(segment.count >= byteCount)
    let address = Int(bitPattern: segment.baseAddress)
    #expect(address.isMultiple(of: 64), "address \(address)")
    for index in 0..<byteCount { unsafe segment[index] = UInt8(truncatingIfNeeded: index) }
    let last = unsafe memory.segment(of: 0)
    for index in 0..<byteCount {
      let value = unsafe last[index]
      #expect(value == UInt8(truncatingIfNeeded: index), "byte \(index)")
    }
    try memory.close()
  }
}
