import Datasets
import Testing

@Suite("Labels as literals")
struct LabelsLiteralsTests {
  @Test func areClassesWhereAllAreIntegers() throws {
    let labels: Labels = [0, 3, 1]
    #expect(labels.encoding == .integer)
    #expect(labels.gatheredClasses([0, 1, 2]) == [0, 3, 1])
    #expect(try labels.crc32 == Labels([0, 3, 1]).crc32)
    let none: Labels = []
    #expect(none.count == 0 && none.encoding == .integer)
  }

  @Test func areNumbersWhereOneHasADecimalPoint() throws {
    let labels: Labels = [0.5, -2, 1]
    #expect(labels.encoding == .dense(shape: [1]))
    #expect(labels.gatheredValues([0, 1, 2]) == [0.5, -2, 1])
    #expect(labels.crc32 == Labels(values: [0.5, -2, 1]).crc32)
  }

  @Test func areRowsOfNumbers() throws {
    let labels: Labels = [[0, 1], [1, 0.5], [2, 2]]
    #expect(labels.encoding == .dense(shape: [2]))
    #expect(labels.gatheredValues([2, 1]) == [2, 2, 1, 0.5])
  }

  @Test func areInitializedFromArraysOfNumbers() throws {
    let doubles = [0.5, 1.5]
    let rows = [[0.5, 1.5], [2.5, 3.5]]
    #expect(Labels(doubles).gatheredValues([1, 0]) == [1.5, 0.5])
    #expect(Labels([0.5, 1.5]).encoding == .dense(shape: [1]))
    #expect(Labels(rows).encoding == .dense(shape: [2]))
    #expect(Labels([[0.5, 1.5] as [Float]]).gatheredValues([0]) == [0.5, 1.5])
    #expect(try Labels([0, 1]).encoding == .integer)
  }

  @Test func rememberWhatIsNoLabel() {
    let negative: Labels = [0, -1]
    #expect(
      throws: LabelError.outOfRange(index: 1, found: -1, classCount: Int(Int32.max))
    ) { try negative.check() }
    let ragged: Labels = [[0, 1], [1]]
    #expect(throws: LabelError.layout(.rowLength(row: 1, found: 1, expected: 2))) {
      try ragged.check()
    }
    #expect(negative.count == 0 && ragged.count == 0)
  }
}
