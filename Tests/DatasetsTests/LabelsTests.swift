import Datasets
import Testing

@Suite("Labels")
struct LabelsTests {
  private let bytes = Labels(
    storage: ByteStorage([9, 3, 0, 2, 200]), byteOffset: 1, count: 3)

  @Test func areClassIndices() throws {
    for labels in [bytes, try Labels([3, 0, 2])] {
      #expect(labels.count == 3)
      #expect((0..<3).map { labels[$0] } == [3, 0, 2])
      #expect(labels.encoding == .integer)
      #expect(labels.sampleSize == 1)
    }
  }

  @Test func areValuesOfAnyShape() {
    let numbers = Labels(values: [0.5, -2, 7])
    #expect(numbers.count == 3)
    #expect(numbers.encoding == .dense(shape: [1]))
    #expect(numbers.sampleSize == 1)
    let grids = Labels(values: (0..<12).map { Float($0) }, shape: [2, 3])
    #expect(grids.count == 2)
    #expect(grids.encoding == .dense(shape: [2, 3]))
    #expect(grids.sampleSize == 6)
    #expect(Labels(values: [], shape: [4]).count == 0)
  }

  @Test(arguments: [-1, Int.min, Int(Int32.max), Int.max])
  func refuseWhatIsNoClass(value: Int) {
    let error = #expect(throws: LabelError.self) { try Labels([0, value]) }
    #expect(error == .outOfRange(index: 1, found: value, classCount: Int(Int32.max)))
  }

  @Test func endTheProgramWithAMessageAtAnIndexBeyondTheSlice() async throws {
    let exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Labels(storage: ByteStorage([1, 2, 3]), count: 3).prefix(2)[2]
    }
    let message = String(decoding: try #require(exit).standardErrorContent, as: UTF8.self)
    #expect(message.contains("labels: found index 2; expected one inside 0..<2"), "\(message)")
  }

  @Test func endTheProgramWithAMessageWhereAValueHasNoClass() async throws {
    let exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Labels(values: [1, 2])[0]
    }
    let message = String(decoding: try #require(exit).standardErrorContent, as: UTF8.self)
    #expect(
      message.contains("label 0: found dense(shape: [1]) labels; expected classes"), "\(message)")
  }
}
