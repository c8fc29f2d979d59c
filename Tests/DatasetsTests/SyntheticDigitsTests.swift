import Datasets
import FileFormats
import Testing

@Suite("SyntheticDigits")
struct SyntheticDigitsTests {
  private func pixels(_ samples: Samples) -> [[UInt8]] {
    (0..<samples.count).map { samples[$0].map { UInt8($0) } }
  }

  /// Golden values of this very code: they change only with the drawing, on no machine.
  @Test func drawsTheSameBytesEverywhere() throws {
    let (train, test) = try SyntheticDigits(seed: 0, trainCount: 100, testCount: 20).load()
    #expect(CRC32(pixels(train.images).flatMap { $0 }).hexadecimal == "4b7483bb")
    #expect(CRC32(pixels(test.images).flatMap { $0 }).hexadecimal == "a96930c2")
  }

  @Test func drawsEachImageWhateverTheCounts() throws {
    let many = try SyntheticDigits(seed: 3, trainCount: 30, testCount: 20).load()
    let few = try SyntheticDigits(seed: 3, trainCount: 12, testCount: 5).load()
    #expect(pixels(many.train.images.prefix(12)) == pixels(few.train.images))
    #expect(pixels(many.test.images.prefix(5)) == pixels(few.test.images))
  }

  @Test func holdsEveryDigitEquallyOften() throws {
    let (train, test) = try SyntheticDigits(trainCount: 50, testCount: 20).load()
    #expect((0..<10).map { train.labels[$0] } == Array(0..<10))
    for digit in 0..<10 {
      #expect((0..<50).filter { train.labels[$0] == digit }.count == 5)
      #expect((0..<20).filter { test.labels[$0] == digit }.count == 2)
    }
  }

  @Test func drawsNoImageTwice() throws {
    let (train, test) = try SyntheticDigits(trainCount: 1000, testCount: 500).load()
    let other = try SyntheticDigits(seed: 1, trainCount: 500, testCount: 0).load().train
    let all = pixels(train.images) + pixels(test.images) + pixels(other.images)
    #expect(Set(all).count == 2000)
  }

  /// As on MNIST's images there is ink in the middle, and hardly any at the rim.
  @Test func drawsInTheMiddleOfThePaper() throws {
    let images = try pixels(SyntheticDigits(trainCount: 500, testCount: 0).load().train.images)
    for (index, image) in images.enumerated() {
      let ink = image.reduce(0) { $0 + Int($1) }
      #expect((3_000...80_000).contains(ink), "image \(index) has \(ink) ink")
    }
    let corners = images.filter { $0[0] > 0 || $0[27] > 0 || $0[756] > 0 || $0[783] > 0 }
    #expect(corners.count < 50, "\(corners.count) of 500 images have ink in a corner")
  }

  @Test func fillsARegionThatIsLent() throws {
    let digits = SyntheticDigits(trainCount: 10, testCount: 10)
    let layout = try digits.layout()
    #expect(layout.imageShape == [28, 28])
    #expect(layout.classCount == 10)
    var region = [UInt8](repeating: 0, count: layout.byteCount)
    try unsafe region.withUnsafeMutableBytes { try unsafe digits.fill($0) }
    let lent = layout.split(storage: ByteStorage(region))
    #expect(try lent.train.images.crc32 == digits.load().train.images.crc32)
    #expect(try lent.test.labels.crc32 == digits.load().test.labels.crc32)
  }
}
