import Kernels
import Testing

/// The digests of runs of numbers.
@Suite("Digests of runs")
struct RunDigestTests {
  private static func values(_ count: Int) -> [Float] {
    (0..<count).map { Float(($0 &* 7_919) % 1_009) * 0.25 - 100 }
  }

  private func digest(_ values: [Float]) -> RunDigest {
    values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return RunDigest(sum: 0, moment: 0) }
      return kernels.runDigest(of: base, count: buffer.count)
    }
  }

  @Test(
    "is the sum of bit patterns, and of patterns times their indices",
    arguments: [0, 1, 15, 16, 17, 1_000, 1_024])
  func definition(count: Int) {
    let values = Self.values(count)
    var sum: UInt64 = 0
    var moment: UInt64 = 0
    for (index, value) in values.enumerated() {
      sum &+= UInt64(value.bitPattern)
      moment &+= UInt64(index + 1) &* UInt64(value.bitPattern)
    }
    #expect(digest(values) == RunDigest(sum: sum, moment: moment))
  }

  @Test("finds any one bit that flips, and where", arguments: [1, 16, 37, 1_024])
  func oneBit(count: Int) {
    let values = Self.values(count)
    let whole = digest(values)
    for index in Set([0, count / 3, count / 2, count - 1]) {
      for bit in 0..<32 {
        var changed = values
        changed[index] = Float(bitPattern: values[index].bitPattern ^ (1 << bit))
        let other = digest(changed)
        #expect(other != whole, "bit \(bit) of element \(index)")
        #expect(other.differingElement(from: whole) == index, "bit \(bit) of element \(index)")
      }
    }
  }

  @Test("differs where two elements are swapped, and locates neither")
  func exchange() {
    var values = Self.values(64)
    let whole = digest(values)
    values.swapAt(3, 41)
    let other = digest(values)
    #expect(other != whole)
    #expect(other.differingElement(from: whole) == nil)
  }
}
