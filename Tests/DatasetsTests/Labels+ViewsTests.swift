import Datasets
import Testing

@Suite("Labels' views")
struct LabelsViewsTests {
  private let bytes = Labels(
    storage: ByteStorage([9, 3, 0, 2, 200]), byteOffset: 1, count: 3)
  private let dense = Labels(values: (0..<6).map { Float($0) }, shape: [2])

  private func all() throws -> [Labels] {
    let samples = Samples(
      storage: ByteStorage([9, 3, 0, 2, 200, 7, 8]), byteOffset: 1, count: 3, shape: [2])
    return [
      bytes, try Labels([3, 0, 2]), try toCategorical(bytes), dense, Labels(samples / 7 - 0.5),
    ]
  }

  @Test func areSlicesOfSlices() throws {
    #expect(bytes[1..<3][1..<2][0] == 2)
    #expect(bytes.prefix(7).count == 3)
    #expect(try toCategorical(bytes).suffix(2).prefix(1)[0] == 0)
    #expect(dense[1..<3][1..<2].values(at: 0) == [4, 5])
    #expect(dense.prefix(2).suffix(1).values(at: 0) == [2, 3])
    #expect(dense.suffix(9).count == 3)
    #expect(dense[2..<2].encoding == .dense(shape: [2]))
  }

  @Test func areNamedByAnyRangeOrListed() throws {
    for labels in try all() {
      let views: [(Labels, [Int])] = [
        (labels[1...], [1, 2]), (labels[..<2], [0, 1]), (labels[...1], [0, 1]),
        (labels[1...2], [1, 2]), (labels.dropFirst(), [1, 2]), (labels.dropLast(2), [0]),
        (labels[[2, 0, 2]], [2, 0, 2]), (labels[[]], []), (labels[1...][[1, 0]], [2, 1]),
        (labels[[2, 0, 2]][1...], [0, 2]), (labels[[2, 0, 1]][[1]], [0]),
      ]
      for (view, positions) in views {
        try view.check()
        #expect(view.encoding == labels.encoding)
        #expect(view.count == positions.count)
        for (position, index) in positions.enumerated() {
          #expect(view.values(at: position) == labels.values(at: index))
          #expect(view.classIndex(at: position) == labels.classIndex(at: index))
        }
        #expect(view.gatheredValues([]) == [])
      }
      #expect(labels[[1, 2]].crc32 == labels[1...].crc32)
      #expect(labels[[2, 1]].crc32 != labels[1...].crc32)
    }
  }

  @Test func areSamplesWithoutCopyingThem() throws {
    let samples = Samples(storage: ByteStorage(Array(0..<12)), count: 2, shape: [2, 3]) / 255
    let labels = Labels(samples)
    #expect(labels.encoding == .dense(shape: [2, 3]))
    #expect(labels.gatheredValues([1, 0, 1]) == [1, 0, 1].flatMap { samples[$0] })
    #expect(labels.crc32 == Labels(values: samples.flatMap(\.self), shape: [2, 3]).crc32)
    let error = #expect(throws: LabelError.self) { try Labels(samples[[2]]).check() }
    #expect(
      error?.description
        == "labels of samples: samples: found index 2; expected one inside 0..<2")
  }

  @Test func canBeAppended() throws {
    for labels in try all() {
      let both = labels.suffix(1).appending(labels[[1, 0]])
      try both.check()
      #expect(both.encoding == labels.encoding)
      #expect(
        (0..<3).map { both.values(at: $0) } == [2, 1, 0].map { labels.values(at: $0) })
    }
    let other = bytes.appending(dense)
    let error = #expect(throws: LabelError.self) { try other.check() }
    #expect(
      error?.description
        == "appending(_:): found labels of encoding dense(shape: [2]); expected integer")
  }

  @Test func rememberTheirErrors() throws {
    let invalid: [(Labels, String)] = [
      (bytes[2...7], "labels: found the range from 2 to below 8; expected one inside 0..<3"),
      (bytes[4...], "labels: found the range from 4 to below 3; expected one inside 0..<3"),
      (bytes[[0, -1]], "labels: found index -1; expected one inside 0..<3"),
      (bytes.prefix(-1), "labels: found a count of -1; expected 0 to 2147483647"),
      (
        Labels(values: [1, 2, 3], shape: [2]),
        "labels: found 3 values; expected a multiple of 2, the size of shape [2]"
      ),
      (
        Labels(values: [1], shape: [0]),
        "labels: found shape [0]; expected sizes above 0 whose product fits Int"
      ),
      (
        Labels(storage: ByteStorage([1, 2]), byteOffset: 1, count: 2),
        "labels: found 2 of shape [] from byte 1 on; expected them inside a storage of 2 bytes"
      ),
      (
        Labels(storage: ByteStorage([1, 2]), count: -2),
        "labels: found a count of -2; expected 0 to 2147483647"
      ),
    ]
    for (labels, description) in invalid {
      let error = try #require(throws: LabelError.self) { try labels.check() }
      #expect(error.description == description)
      for view in [labels, labels[1...], labels[[5]], labels.suffix(2), labels.appending(dense)] {
        #expect(view.count == 0)
        #expect(throws: error) { try view.check() }
        #expect(throws: error) { try view.check(classCount: 10) }
        #expect(throws: error) { try toCategorical(view) }
        #expect(throws: error) { try bytes.appending(view).check() }
      }
    }
  }

  @Test func refuseANegativeNumberOfClasses() throws {
    let error = #expect(throws: LabelError.self) { try toCategorical([], classCount: -1) }
    #expect(error?.description == "classCount: found -1; expected a number from 0 up")
    // No label is below 0.
    #expect(throws: LabelError.classCount(found: 0)) { try toCategorical([0], classCount: 0) }
    #expect(try toCategorical([], classCount: 0).count == 0)
  }
}
