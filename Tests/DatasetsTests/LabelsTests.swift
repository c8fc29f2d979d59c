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

  @Test func takeSlicesOfSlices() throws {
    #expect(bytes[1..<3][1..<2][0] == 2)
    #expect(bytes.prefix(7).count == 3)
    #expect(try toCategorical(bytes).suffix(2).prefix(1)[0] == 0)
    let dense = Labels(values: (0..<8).map { Float($0) }, shape: [2])
    #expect(dense[1..<4][1..<3].values(at: 1) == [6, 7])
    #expect(dense.prefix(2).suffix(1).values(at: 0) == [2, 3])
    #expect(dense.suffix(9).count == 4)
    #expect(dense[2..<2].encoding == .dense(shape: [2]))
  }

  @Test func trapOnAnIndexBeyondTheSlice() async {
    await #expect(processExitsWith: .failure) {
      _ = Labels(storage: ByteStorage([1, 2, 3]), count: 3).prefix(2)[2]
    }
  }

  @Test func trapOnTheClassOfAValue() async {
    await #expect(processExitsWith: .failure) { _ = Labels(values: [1, 2])[0] }
  }

  @Test func trapOnValuesThatFillNoWholeLabel() async {
    await #expect(processExitsWith: .failure) { _ = Labels(values: [1, 2, 3], shape: [2]) }
  }
}
