import Kernels
import TestSupport
import Testing

@Suite("uniform and fillUniform")
struct UniformTests {
  @Test(
    arguments: [
      (0, 0), (0xff, 0), (0x100, 0x1p-24), (0x8000_0000, 0.5), (.max, 1 - 0x1p-24),
    ] as [(UInt32, Float)])
  func useTheTop24Bits(word: UInt32, expected: Float) {
    #expect(uniform(word) == expected)
  }

  @Test(arguments: Array(0...9) + [1_001])
  func takeOneWordAnElement(count: Int) {
    let generator = Philox4x32(key: 42)
    let counter = SIMD3<UInt32>(7, 8, 9)
    let (low, high): (Float, Float) = (-0.3, 0.7)
    let expected = (0..<count).map { e in
      let word = generator(SIMD4(UInt32(e / 4), 7, 8, 9))[e % 4]
      return low + (high - low) * (Float(word >> 8) / 16_777_216)
    }
    let values = GuardedBuffer(count: count)
    fillUniform(
      values.pointer, count: count, low: low, high: high, generator: generator, counter: counter)
    expectSameBits(values.values, expected, "\(count) elements")
    #expect(values.values.allSatisfy { low <= $0 && $0 <= high })
    #expect(values.isIntactBefore)
  }
}
