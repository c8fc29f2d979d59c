import Datasets
import Testing

@Suite("Samples")
struct SamplesTests {
  /// Four samples of two rows of three: 0 to 23, behind five bytes of something else.
  private let bytes = Samples(
    storage: ByteStorage([9, 9, 9, 9, 9] + (0..<24)), byteOffset: 5, count: 4, shape: [2, 3])
  private let floats = Samples(values: (0..<24).map { Float($0) }, shape: [2, 3])

  private func gathered(_ samples: Samples, _ indices: [Int32]) -> [Float] {
    var y = [Float](repeating: -1, count: indices.count * samples.sampleSize + 1)
    unsafe indices.withUnsafeBufferPointer { indices in
      unsafe y.withUnsafeMutableBufferPointer { y in
        guard let y0 = y.baseAddress else { return }
        unsafe samples.gather(indices, into: y0)
      }
    }
    #expect(y.removeLast() == -1, "gather wrote past its end")
    return y
  }

  @Test func gathersRowsInTheOrderAskedFor() {
    let expected: [Float] = [18, 19, 20, 21, 22, 23, 0, 1, 2, 3, 4, 5, 18, 19, 20, 21, 22, 23]
    #expect(gathered(bytes, [3, 0, 3]) == expected)
    #expect(gathered(floats, [3, 0, 3]) == expected)
    #expect(gathered(bytes, []) == [])
  }

  /// Division and not a product with the reciprocal, which rounds otherwise for some bytes.
  @Test func dividesEveryByteAsAFloat() {
    let all = Samples(storage: ByteStorage(Array(0...255)), count: 256, shape: [1]) / 255
    let expected = (0...255).map { Float($0) / 255 }
    #expect(gathered(all, (0..<256).map { Int32($0) }) == expected)
    let values = Samples(values: (0...255).map { Float($0) }, shape: [1]) / 255
    #expect(gathered(values, (0..<256).map { Int32($0) }) == expected)
  }

  @Test func multipliesDivisors() {
    #expect((bytes / 3 / 7).divisor == 21)
    #expect((bytes / 3 / 7)[1] == [6, 7, 8, 9, 10, 11].map { $0 / 21 })
  }

  @Test func takesSlicesOfSlices() {
    for samples in [bytes, floats] {
      #expect(samples.prefix(2).count == 2)
      #expect(samples.suffix(1)[0] == [18, 19, 20, 21, 22, 23])
      #expect(samples[1..<4][1..<2][0] == [12, 13, 14, 15, 16, 17])
      #expect(gathered(samples[1..<4], [0]) == [6, 7, 8, 9, 10, 11])
      #expect(samples.prefix(9).count == 4)
      #expect(samples.suffix(9).count == 4)
      #expect(samples[2..<2].count == 0)
    }
  }

  /// The shape of one sample, or Keras's with the count in front.
  @Test(arguments: [
    ([6], [6]), ([3, 2], [3, 2]), ([4, 6], [6]), ([-1, 6], [6]), ([4, 3, 2], [3, 2]),
    ([2, 3, 1], [2, 3, 1]), ([4, 2, 3], [2, 3]), ([1, 6], [1, 6]),
  ])
  func takesShapesWithAndWithoutTheCount(sizes: [Int], expected: [Int]) {
    let samples = bytes.reshaped(to: sizes)
    #expect(samples.shape == expected)
    #expect(samples.count == 4)
    #expect(samples[1] == bytes[1])
  }

  @Test func takesSizesOneByOne() {
    #expect(bytes.reshaped(4, 6).shape == [6])
    #expect(bytes.reshaped(6).shape == [6])
  }

  @Test func fingerprintsTellDataShapeAndDivisorApart() {
    let different = [
      bytes, bytes / 255, bytes.reshaped(6), bytes.reshaped(3, 2), bytes.prefix(3),
      bytes.suffix(3), floats,
      Samples(storage: ByteStorage([1] + (1..<24)), count: 4, shape: [2, 3]),
    ].map(\.crc32)
    #expect(Set(different).count == different.count, "\(different)")
  }

  @Test func fingerprintsDependOnContentAlone() {
    let elsewhere = Samples(storage: ByteStorage(Array(0..<24)), count: 4, shape: [2, 3])
    #expect(elsewhere.crc32 == bytes.crc32)
    #expect((elsewhere / 255).crc32 == (bytes / 255).crc32)
    #expect(floats.crc32 == Samples(values: (0..<24).map { Float($0) }, shape: [2, 3]).crc32)
  }

  @Test func trapsOnAnIndexBeyondTheSlice() async {
    await #expect(processExitsWith: .failure) {
      _ = Samples(values: [1, 2, 3, 4], shape: [1]).prefix(2)[2]
    }
  }

  @Test func trapsOnAShapeThatDoesNotFit() async {
    await #expect(processExitsWith: .failure) {
      _ = Samples(values: [1, 2, 3, 4], shape: [2]).reshaped(3, 2)
    }
  }
}
