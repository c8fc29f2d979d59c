import Kernels
import Testing

@Suite("largestMagnitudeBits")
struct LargestMagnitudeTests {
  /// In every index of every remainder of the vector loops.
  @Test(arguments: [1, 2, 15, 16, 17, 63, 64, 65, 80, 127, 145])
  func findsOneLargestValueAnywhere(count: Int) {
    for index in 0..<count {
      var values = (0..<count).map { Float($0 % 7) - 3 }
      values[index] = -1000.5
      #expect(bits(values) == Float(1000.5).bitPattern, "index \(index) of \(count)")
    }
  }

  /// NaN, with either sign and any payload, above infinity above all numbers.
  @Test
  func ordersWhatIsNotFiniteAboveAllNumbers() {
    let ascending: [Float] = [
      0, .leastNonzeroMagnitude, .leastNormalMagnitude, 1, 0x1p117, .greatestFiniteMagnitude,
      .infinity, .signalingNaN, .nan,
    ]
    for last in ascending.indices {
      for sign: UInt32 in [0, 0x8000_0000] {
        let values = ascending[...last].map { Float(bitPattern: $0.bitPattern | sign) }
        let expected = ascending[last].bitPattern
        #expect(bits(values) == expected, "\(values)")
        #expect(bits(values.reversed()) == expected, "\(values) reversed")
      }
    }
  }

  /// Nothing is 0, and so are zeros of both signs.
  @Test(arguments: [0, 1, 16, 65])
  func zerosHaveNoMagnitude(count: Int) {
    #expect(bits([Float](repeating: -0.0, count: count)) == 0)
  }

  private func bits(_ values: [Float]) -> UInt32 {
    let buffer = GuardedBuffer(values)
    return kernels.largestMagnitudeBits(buffer.pointer, count: values.count)
  }
}
