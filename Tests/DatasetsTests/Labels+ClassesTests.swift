import Datasets
import Testing

@Suite("Labels' classes")
struct LabelsClassesTests {
  private let integers = Labels(storage: ByteStorage([3, 0, 2]), count: 3)

  @Test func countToTheLargest() throws {
    #expect(try integers.classCount == 4)
    #expect(try integers.prefix(2).classCount == 4)
    #expect(try integers.suffix(2).classCount == 3)
    #expect(try Labels([0, 1_000_000]).classCount == 1_000_001)
    #expect(try Labels([]).classCount == 0)
  }

  @Test func becomeOneHotWithoutBeingWrittenOut() throws {
    let labels = try toCategorical(integers)
    #expect(labels.encoding == .oneHot(classCount: 4))
    #expect(try labels.classCount == 4)
    #expect(labels.sampleSize == 4)
    #expect(labels.gatheredClasses([0, 1, 2]) == [3, 0, 2])
    #expect(try labels.suffix(2).classCount == 4, "a slice keeps the length of its vectors")
    #expect(try toCategorical(integers, classCount: 10).classCount == 10)
    #expect(try toCategorical(labels).classCount == 4)
    #expect(try toCategorical(integers.suffix(1)).gatheredClasses([0]) == [2])
  }

  @Test func refuseToBeFewer() {
    let error = #expect(throws: LabelError.self) { try toCategorical(integers, classCount: 3) }
    #expect(error?.description == "label 0 is 3, expected 0 to 2")
  }

  @Test func areNotMadeOfValues() {
    let dense = Labels(values: [0, 1, 1, 0], shape: [2])
    for classCount in [nil, 2] {
      let error = #expect(throws: LabelError.self) {
        try toCategorical(dense, classCount: classCount)
      }
      #expect(
        error?.description == "labels are values of shape [2], expected class indices; make them "
          + "with Labels([Int])")
    }
    #expect(throws: LabelError.notClasses(shape: [2])) { try dense.check(classCount: 2) }
  }

  @Test func weightIntegersAndOneHotLabelsAsTheyAre() throws {
    #expect(integers.classIndices == [3, 0, 2])
    #expect(try toCategorical(integers, classCount: 9).suffix(2).classIndices == [0, 2])
  }

  @Test func weightARowByItsFirstLargestElement() {
    let rows = Labels(values: [0, 1, 0, -2, -3, -2, 0.5, 0.5, 0.5, 0, 0, .infinity], shape: [3])
    #expect(rows.classIndices == [1, 0, 0, 2])
    #expect(rows.suffix(1).classIndex(at: 0) == 2)
  }

  @Test func weightANumberByTheNearestInteger() {
    let numbers = Labels(values: [0, 1, 0.4, 0.6, 0.5, 1.5, 2.5, -1.2, 7e6])
    #expect(numbers.classIndices == [0, 1, 0, 1, 0, 2, 2, -1, 7_000_000])
  }

  @Test(
    arguments: [
      ([1, .nan], [1]), ([1, .infinity], [1]), ([1, -1e30], [1]), ([1, 0, .nan, 1], [2]),
      ([1, 0, 1, .nan], [2]),
    ] as [([Float], [Int])])
  func areNoneWhereAValueNamesNone(values: [Float], shape: [Int]) {
    let labels = Labels(values: values, shape: shape)
    #expect(labels.classIndex(at: 0) != nil)
    #expect(labels.classIndex(at: 1) == nil)
    #expect(labels.classIndices == nil)
    #expect(labels.prefix(1).classIndices != nil)
  }

  @Test func areNoneToCountAmongValues() {
    #expect(throws: LabelError.notClasses(shape: [1])) {
      try Labels(values: [1, 2]).classCount
    }
  }
}
