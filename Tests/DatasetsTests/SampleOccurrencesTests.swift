import Datasets
import Testing

@Suite("SampleOccurrences")
struct SampleOccurrencesTests {
  /// Samples of one number: each of so many, and then each again.
  private func doubled(_ count: Int) -> Samples {
    Samples(values: (0..<2 * count).map { Float($0 % count) }, shape: [1])
  }

  @Test("compares all samples up to the limit of different ones, however many are equal")
  func whole() {
    let found = DataSummary(doubled(5_000), nil, differentLimit: 5_000).occurrences
    #expect(found.areAllCompared && found.comparedCount == 10_000)
    #expect(found.differentCount == 5_000 && found.duplicateCount == 5_000)
    let equal = DataSummary(
      Samples(values: [Float](repeating: 1, count: 1_000), shape: [1]), nil, differentLimit: 1
    ).occurrences
    #expect(equal.areAllCompared && equal.duplicateCount == 999)
  }

  @Test(
    "compares some beyond it, each with all of its equals, and says how many",
    arguments: [100, 1_000, 4_999])
  func part(limit: Int) {
    let count = 5_000
    // Half of the repeated ones have another label.
    let labels = Labels(values: (0..<2 * count).map { Float($0 < count ? 0 : $0 % 2) }, shape: [1])
    let found = DataSummary(doubled(count), labels, differentLimit: limit).occurrences
    #expect(!found.areAllCompared)
    #expect((limit / 8...limit).contains(found.differentCount), "\(found.differentCount)")
    #expect(found.comparedCount == 2 * found.differentCount)
    #expect(found.duplicateCount == found.differentCount)
    let others = Double(found.contradictionCount) / Double(found.differentCount)
    #expect((0.25...0.75).contains(others), "\(others)")
  }

  @Test("compares with another part what both have compared")
  func overlap() {
    let train = DataSummary(doubled(5_000), nil, differentLimit: 1_000).occurrences
    let test = DataSummary(doubled(2_500), nil, differentLimit: 4_000).occurrences
    #expect(!train.areAllCompared && test.areAllCompared)
    for (one, other) in [(train, test), (test, train)] {
      let (found, compared) = one.count(alsoIn: other)
      #expect(found > 0 && compared < 5_000)
      // All of the test samples are in the training set, and half of those are in it.
      if one == test { #expect(found == compared) } else { #expect(found < compared) }
    }
  }
}
