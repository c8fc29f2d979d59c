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

  @Test func areMadeOfRows() throws {
    let literal: Samples = [[1, 2], [3, 4], [5, 6]]
    let integers = [[1, 2], [3, 4], [5, 6]]
    let doubles = [[1.0, 2], [3, 4], [5, 6]]
    let typed = Samples([[1, 2], [3, 4], [5, 6]])
    for samples in [literal, typed, Samples(integers), Samples(doubles)] {
      try samples.check()
      #expect(samples.count == 3)
      #expect(samples.shape == [2])
      #expect(gathered(samples, [2, 0]) == [5, 6, 1, 2])
      #expect(samples.crc32 == Samples(values: [1, 2, 3, 4, 5, 6], shape: [2]).crc32)
    }
    #expect(Samples([[0.1 as Double]])[0] == [0.1])
  }

  @Test func canBeIterated() {
    #expect(Array(bytes.prefix(2)) == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]])
    #expect((floats / 2).map { $0[1] } == [0.5, 3.5, 6.5, 9.5])
    var count = 0
    for sample in bytes[[3, 3]] {
      count += 1
      #expect(sample == bytes[3])
    }
    #expect(count == 2)
  }

  @Test func canBeAppended() throws {
    let both = bytes.suffix(1).appending(bytes.reshaped(2, 3)[[1, 0]])
    try both.check()
    #expect(both.shape == [2, 3])
    #expect(Array(both) == [bytes[3], bytes[1], bytes[0]])
    #expect((both / 255)[0] == bytes[3].map { $0 / 255 })
    let divided = (bytes.prefix(1) / 255).appending(bytes.suffix(1) / 255)
    #expect(Array(divided) == [bytes[0], bytes[3]].map { $0.map { $0 / 255 } })
    #expect(divided.crc32 == (bytes[[0, 3]] / 255).crc32)
    let mixed = (bytes.prefix(1) / 255).appending(floats.suffix(1) + 1)
    #expect(Array(mixed) == [bytes[0].map { $0 / 255 }, floats[3].map { $0 + 1 }])
  }

  @Test func fingerprintsTellDataShapeAndArithmeticApart() {
    let samples: [Samples] = [
      bytes, bytes / 255, bytes.reshaped(6), bytes.reshaped(3, 2), bytes.prefix(3),
      bytes.suffix(3), floats, bytes[[1, 0, 2, 3]], bytes * 255, bytes / 255 - 1, bytes / 255 + 1,
      bytes - 1, bytes - [1, 1, 1], bytes - [1, 1, 1, 1, 1, 1], bytes - 1 - 1, 1 - bytes,
      Samples(storage: ByteStorage([1] + (1..<24)), count: 4, shape: [2, 3]),
    ]
    let different = samples.map(\.crc32)
    #expect(Set(different).count == different.count, "\(different)")
  }

  /// Computed with another program: the CRC-32 of sizes and divisor as 64-bit words, then of the
  /// elements.
  @Test func haveTheirFingerprints() {
    #expect(bytes.crc32 == 0x527A_4C4A)
    #expect((bytes / 255).crc32 == 0xB873_AD44)
    #expect(floats.crc32 == 0xD259_513E)
    #expect((floats / 255).crc32 == 0x0C2F_B8E0)
  }

  @Test func fingerprintsDependOnContentAlone() {
    #expect(bytes[[1, 2]].crc32 == bytes[1..<3].crc32)
    #expect(floats[[1, 2]].crc32 == floats[1..<3].crc32)
    let elsewhere = Samples(storage: ByteStorage(Array(0..<24)), count: 4, shape: [2, 3])
    #expect(elsewhere.crc32 == bytes.crc32)
    #expect((elsewhere / 255).crc32 == (bytes / 255).crc32)
    #expect(floats.crc32 == Samples(values: (0..<24).map { Float($0) }, shape: [2, 3]).crc32)
  }

  @Test func endTheProgramWithAMessageAtAnIndexBeyondTheSlice() async throws {
    let exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Samples(values: [1, 2, 3, 4], shape: [1]).prefix(2)[2]
    }
    let message = String(decoding: try #require(exit).standardErrorContent, as: UTF8.self)
    #expect(message.contains("samples: found index 2; expected one inside 0..<2"), "\(message)")
  }

  @Test func endTheProgramWithTheErrorOfAnInvalidView() async throws {
    let exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = (Samples(values: [1, 2, 3, 4], shape: [1]) / 0)[0]
    }
    let message = String(decoding: try #require(exit).standardErrorContent, as: UTF8.self)
    #expect(message.contains("samples /: found 0.0; expected a finite number"), "\(message)")
  }
}
