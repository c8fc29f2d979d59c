import Datasets
import FileFormats
import Testing

@Suite("SyntheticDigits")
struct SyntheticDigitsTests {
  private func pixels(_ samples: Samples) -> [[UInt8]] {
    (0..<samples.count).map { samples[$0].map { UInt8($0) } }
  }

  /// Golden values of this very code: they change only with the drawing, on no machine.
  @Test func drawsTheSameBytesEverywhere() {
    let (train, test) = SyntheticDigits(seed: 0, trainCount: 100, testCount: 20).load()
    #expect(CRC32(pixels(train.images).flatMap { $0 }).hexadecimal == "4b7483bb")
    #expect(CRC32(pixels(test.images).flatMap { $0 }).hexadecimal == "a96930c2")
  }

  @Test func drawsEachImageWhateverTheCounts() {
    let many = SyntheticDigits(seed: 3, trainCount: 30, testCount: 20).load()
    let few = SyntheticDigits(seed: 3, trainCount: 12, testCount: 5).load()
    #expect(pixels(many.train.images.prefix(12)) == pixels(few.train.images))
    #expect(pixels(many.test.images.prefix(5)) == pixels(few.test.images))
  }

  @Test func holdsEveryDigitEquallyOften() {
    let (train, test) = SyntheticDigits(trainCount: 50, testCount: 20).load()
    #expect((0..<10).map { train.labels[$0] } == Array(0..<10))
    for digit in 0..<10 {
      #expect((0..<50).filter { train.labels[$0] == digit }.count == 5)
      #expect((0..<20).filter { test.labels[$0] == digit }.count == 2)
    }
  }

  @Test func drawsNoImageTwice() {
    let (train, test) = SyntheticDigits(trainCount: 1000, testCount: 500).load()
    let other = SyntheticDigits(seed: 1, trainCount: 500, testCount: 0).load().train
    let all = pixels(train.images) + pixels(test.images) + pixels(other.images)
    #expect(Set(all).count == 2000)
  }

  /// As on MNIST's images there is ink in the middle, and hardly any at the rim.
  @Test func drawsInTheMiddleOfThePaper() {
    let images = pixels(SyntheticDigits(trainCount: 500, testCount: 0).load().train.images)
    for (index, image) in images.enumerated() {
      let ink = image.reduce(0) { $0 + Int($1) }
      #expect((3_000...80_000).contains(ink), "image \(index) has \(ink) ink")
    }
    let corners = images.filter { $0[0] > 0 || $0[27] > 0 || $0[756] > 0 || $0[783] > 0 }
    #expect(corners.count < 50, "\(corners.count) of 500 images have ink in a corner")
  }

  @Test func fillsARegionThatIsLent() {
    let digits = SyntheticDigits(trainCount: 10, testCount: 10)
    #expect(digits.layout.imageShape == [28, 28])
    #expect(digits.layout.classCount == 10)
    var region = [UInt8](repeating: 0, count: digits.layout.byteCount)
    unsafe region.withUnsafeMutableBytes { unsafe digits.fill($0) }
    let lent = digits.layout.split(storage: ByteStorage(region))
    #expect(lent.train.images.crc32 == digits.load().train.images.crc32)
    #expect(lent.test.labels.crc32 == digits.load().test.labels.crc32)
  }
}
