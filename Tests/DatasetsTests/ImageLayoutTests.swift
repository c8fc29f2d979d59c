import Datasets
import Testing

@Suite("ImageLayout")
struct ImageLayoutTests {
  private let layout = ImageLayout(trainCount: 3, testCount: 2, imageShape: [5, 7], classCount: 10)

  @Test func startsEveryPartOnACacheLine() {
    #expect(layout.trainImages == 0..<105)
    #expect(layout.trainLabels == 128..<131)
    #expect(layout.testImages == 192..<262)
    #expect(layout.testLabels == 320..<322)
    #expect(layout.byteCount == 322)
  }

  @Test func splitsARegionIntoItsParts() {
    var bytes = [UInt8](repeating: 255, count: layout.byteCount)
    for (part, range) in [
      layout.trainImages, layout.trainLabels, layout.testImages, layout.testLabels,
    ].enumerated() {
      for index in range { bytes[index] = UInt8(part + 1) }
    }
    let ((trainImages, trainLabels), (testImages, testLabels)) =
      layout.split(storage: ByteStorage(bytes))
    #expect(trainImages.count == 3 && trainImages.shape == [5, 7])
    #expect(testImages.count == 2 && testImages.shape == [5, 7])
    #expect((0..<3).allSatisfy { trainImages[$0].allSatisfy { $0 == 1 } })
    #expect((0..<3).map { trainLabels[$0] } == [2, 2, 2])
    #expect((0..<2).allSatisfy { testImages[$0].allSatisfy { $0 == 3 } })
    #expect((0..<2).map { testLabels[$0] } == [4, 4])
  }
}
