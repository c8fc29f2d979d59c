import Datasets
import Testing

@Suite("DataSummary")
struct DataSummaryTests {
  @Test("has the range, mean and deviation of finite numbers")
  func statistics() {
    var numbers = SampleStatistics()
    for number in [2, 4, 4, 4, 5, 5, 7, 9, 0, .nan, -.infinity] as [Float] { numbers.add(number) }
    #expect(numbers.count == 9 && numbers.nonFiniteCount == 2 && numbers.zeroCount == 1)
    #expect(numbers.minimum == 0 && numbers.maximum == 9)
    // The mean is 40 / 9, the variance 232 / 9 - (40 / 9)^2.
    #expect((numbers.mean - 40.0 / 9).magnitude < 1e-12)
    #expect((numbers.deviation - (232.0 / 9 - 1600.0 / 81).squareRoot()).magnitude < 1e-12)
    #expect(SampleStatistics().deviation == 0)
  }

  @Test("counts classes, samples that occur twice, and contradictions")
  func duplicates() {
    let samples: Samples = [[0, 1], [1, 0], [0, 1], [-0.0, 1], [2, 2]]
    let summary = DataSummary(samples, [0, 3, 0, 1, 3])
    #expect(summary.classCounts == [2, 1, 0, 2])
    let found = summary.occurrences
    #expect(found.duplicateCount == 2 && found.contradictionCount == 1 && found.areAllCompared)
    let values = DataSummary(samples, [[1], [2], [1], [1], [3]]).occurrences
    #expect(values.duplicateCount == 2 && values.contradictionCount == 0)
    let others = DataSummary(samples, [[1], [2], [1], [4], [3]]).occurrences
    #expect(others.contradictionCount == 1)
    #expect(DataSummary(samples, nil).occurrences.duplicateCount == 2)
  }

  @Test("counts the samples that another part has too")
  func overlap() {
    let train = DataSummary([[1, 2], [3, 4], [1, 2]], nil).occurrences
    let test = DataSummary([[1, 2], [5, 6], [1, 2], [3, 4.5]], nil).occurrences
    let none = DataSummary([[7, 8]], nil).occurrences
    for (one, other, found) in [(test, train, 2), (train, test, 2), (test, none, 0)] {
      let overlap = one.count(alsoIn: other)
      #expect(overlap.found == found && overlap.compared == one.comparedCount)
    }
  }
}
