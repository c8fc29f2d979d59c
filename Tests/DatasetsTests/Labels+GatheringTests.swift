import Datasets
import FileFormats
import Testing

@Suite("Labels, gathered")
struct LabelsGatheringTests {
  private let integers = Labels(
    storage: ByteStorage([9, 3, 0, 2, 200]), byteOffset: 1, count: 3)
  private let dense = Labels(values: (0..<8).map { Float($0) / 4 }, shape: [2])

  @Test func areClassesInTheOrderAskedFor() throws {
    for labels in [integers, try Labels([3, 0, 2]), try toCategorical(integers)] {
      #expect(labels.gatheredClasses([2, 0, 0]) == [2, 3, 3])
      #expect(labels.suffix(2).gatheredClasses([1]) == [2])
      #expect(labels.gatheredClasses([]) == [])
    }
  }

  @Test func areFloatsInTheOrderAskedFor() throws {
    #expect(integers.gatheredValues([2, 0, 0]) == [2, 3, 3])
    #expect(
      try toCategorical(integers).gatheredValues([2, 0, 0])
        == [0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1])
    #expect(dense.gatheredValues([3, 0, 3]) == [1.5, 1.75, 0, 0.25, 1.5, 1.75])
    #expect(dense.gatheredValues([]) == [])
  }

  @Test func areFloatsOfASlice() throws {
    #expect(integers.suffix(2).gatheredValues([1]) == [2])
    #expect(try toCategorical(integers).suffix(2).gatheredValues([0]) == [1, 0, 0, 0])
    #expect(dense.suffix(2).gatheredValues([1, 0]) == [1.5, 1.75, 1, 1.25])
  }

  @Test func readOneByOneAsTheyAreGathered() throws {
    let wide = try toCategorical(Labels([0, 6, 5, 6]), classCount: 7)
    for labels in [integers, wide, dense, Labels(values: [0.1, .infinity], shape: [1])] {
      let all = labels.gatheredValues((0..<Int32(labels.count)).map { $0 })
      #expect((0..<labels.count).flatMap { labels.values(at: $0) } == all)
    }
  }

  @Test func keepTheBitsOfValues() {
    let values: [Float] = [-0.0, .leastNonzeroMagnitude, .nan]
    let read = Labels(values: values).gatheredValues([0, 1, 2])
    #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
  }

  /// Computed with another program: the CRC-32 of the numbers as 64-bit words, of the floats as
  /// they lie in memory.
  @Test func haveTheirFingerprints() throws {
    #expect(integers.crc32 == 0xCA2E_F347)
    #expect(try toCategorical(integers).crc32 == 0xA8E1_3946)
    #expect(Labels(values: [0.5, -1.5], shape: [2]).crc32 == 0x6A02_9BF2)
  }

  @Test func haveFingerprintsOfContentAlone() throws {
    #expect(try integers.crc32 == Labels([3, 0, 2]).crc32)
    #expect(
      dense.suffix(3).crc32 == Labels(values: dense.gatheredValues([1, 2, 3]), shape: [2]).crc32)
  }

  @Test func haveFingerprintsThatTellContentAndEncodingApart() throws {
    let values: [Float] = [3, 0, 2, 1]
    let different = [
      integers, integers.prefix(2), try Labels([3, 0, 1]), try toCategorical(integers),
      try toCategorical(integers, classCount: 10), Labels(values: [3, 0, 2]),
      Labels(values: [3, 0, 1]), Labels(values: values), Labels(values: values, shape: [2]),
      Labels(values: values, shape: [4]), Labels(values: values, shape: [1, 4]),
      Labels(values: values, shape: [2, 2]), Labels(values: [], shape: [2]),
      Labels(values: [], shape: [3]), try Labels([]),
    ].map(\.crc32)
    #expect(Set(different).count == different.count, "\(different)")
  }

  @Test func trapOnAnIndexBeyondTheSlice() async {
    await #expect(processExitsWith: .failure) {
      _ = Labels(values: [1, 2, 3]).prefix(2).values(at: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = Labels(values: [1, 2, 3]).suffix(2).values(at: -1)
    }
  }

  @Test func trapOnClassesOfValues() async {
    await #expect(processExitsWith: .failure) {
      _ = Labels(values: [1, 2, 3]).gatheredClasses([0])
    }
  }
}
