import Datasets
import Testing

@Suite("Labels")
struct LabelsTests {
  private let bytes = Labels(
    storage: ByteStorage([9, 3, 0, 2, 200]), byteOffset: 1, count: 3)

  private func gathered(_ labels: Labels, _ indices: [Int32]) -> [Int32] {
    var y = [Int32](repeating: -1, count: indices.count + 1)
    unsafe indices.withUnsafeBufferPointer { indices in
      unsafe y.withUnsafeMutableBufferPointer { y in
        guard let y0 = y.baseAddress else { return }
        unsafe labels.gather(indices, into: y0)
      }
    }
    #expect(y.removeLast() == -1, "gather wrote past its end")
    return y
  }

  @Test func areClassIndices() throws {
    for labels in [bytes, try Labels([3, 0, 2])] {
      #expect(labels.count == 3)
      #expect((0..<3).map { labels[$0] } == [3, 0, 2])
      #expect(labels.classCount == 4)
      #expect(labels.encoding == .integer)
      #expect(gathered(labels, [2, 0, 0]) == [2, 3, 3])
    }
  }

  @Test func mayBeAny31BitNumber() throws {
    #expect(try Labels([0, 1_000_000]).classCount == 1_000_001)
    #expect(try Labels([]).classCount == 0)
  }

  @Test func takeSlicesOfSlices() {
    #expect(bytes.prefix(2).classCount == 4)
    #expect(bytes.suffix(2).classCount == 3)
    #expect(bytes[1..<3][1..<2][0] == 2)
    #expect(bytes.prefix(7).count == 3)
    #expect(gathered(bytes.suffix(2), [1]) == [2])
  }

  @Test(arguments: [-1, Int.min, Int(Int32.max), Int.max])
  func refuseWhatIsNoClass(value: Int) {
    let error = #expect(throws: LabelError.self) { try Labels([0, value]) }
    #expect(error == .outOfRange(index: 1, found: value, classCount: Int(Int32.max)))
  }

  @Test func becomeOneHotWithoutBeingWrittenOut() throws {
    let labels = try toCategorical(bytes)
    #expect(labels.encoding == .oneHot(classCount: 4))
    #expect(labels.classCount == 4)
    #expect(gathered(labels, [0, 1, 2]) == [3, 0, 2])
    #expect(labels.suffix(2).classCount == 4, "a slice keeps the length of its vectors")
    #expect(try toCategorical(bytes, classCount: 10).classCount == 10)
    #expect(try toCategorical(labels).classCount == 4)
  }

  @Test func refuseTooFewClasses() {
    let error = #expect(throws: LabelError.self) { try toCategorical(bytes, classCount: 3) }
    #expect(error?.description == "label 0 is 3, expected 0 to 2")
  }

  @Test func haveFingerprintsOfContentAndEncoding() throws {
    #expect(try bytes.crc32 == Labels([3, 0, 2]).crc32)
    let different = [
      bytes.crc32, bytes.prefix(2).crc32, try Labels([3, 0, 1]).crc32,
      try toCategorical(bytes).crc32, try toCategorical(bytes, classCount: 10).crc32,
    ]
    #expect(Set(different).count == different.count, "\(different)")
  }

  @Test func trapOnAnIndexBeyondTheSlice() async {
    await #expect(processExitsWith: .failure) {
      _ = Labels(storage: ByteStorage([1, 2, 3]), count: 3).prefix(2)[2]
    }
  }
}
