import Datasets
import Testing

@Suite("trainTestSplit")
struct TrainTestSplitTests {
  private let samples = Samples((0..<10).map { [$0] })
  private let labels: Labels = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2]

  private func parts(_ split: SampleSplit) -> [[Float]] {
    [split.train.samples, split.test.samples].map { $0.map { $0[0] } }
  }

  @Test("takes each sample once, its label with it, in the data's order")
  func parts() throws {
    let split = try trainTestSplit(samples, labels, trainFraction: 0.75)
    let (train, test) = (parts(split)[0], parts(split)[1])
    #expect(train.count == 7 && (train + test).sorted() == (0..<10).map { Float($0) })
    #expect(train == train.sorted() && test == test.sorted())
    for part in [split.train, split.test] {
      for index in 0..<part.samples.count {
        #expect(part.labels[index] == labels[Int(part.samples[index][0])])
      }
    }
  }

  /// Written down, so that a split is the same in every version.
  @Test("is a function of the seed")
  func seeds() throws {
    func test(_ seed: UInt64) throws -> [Float] {
      parts(try trainTestSplit(samples, labels, trainFraction: 0.6, seed: seed))[1]
    }
    #expect(try test(0) == test(0))
    #expect(try Set((0..<5).map { try test($0) }).count > 1)
  }

  @Test("without shuffling, trains with the first samples, and of each class if stratified")
  func inOrder() throws {
    func split(_ stratified: Bool) throws -> [[Float]] {
      parts(
        try trainTestSplit(
          samples, labels, trainFraction: 0.6, shuffled: false, stratified: stratified))
    }
    #expect(try split(false) == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9]])
    #expect(try split(true) == [[0, 1, 2, 5, 6, 8], [3, 4, 7, 9]])
  }

  @Test("stratified, splits each class in the same proportion", arguments: 0..<20 as Range<UInt64>)
  func stratified(seed: UInt64) throws {
    let split = try trainTestSplit(
      samples, labels, trainFraction: 0.5, seed: seed, stratified: true)
    let counts = (0..<3).map { label in
      (0..<split.train.labels.count).filter { split.train.labels[$0] == label }.count
    }
    // Half of 5, 3 and 2 is 2.5, 1.5 and 1; the sample that is left over goes to the first class.
    #expect(counts == [3, 1, 1])
  }

  @Test("refuses fractions that leave a part empty, and labels that cannot be stratified")
  func errors() throws {
    func error(_ fraction: Double, _ labels: Labels, _ stratified: Bool) -> TrainTestSplitError? {
      #expect(throws: TrainTestSplitError.self) {
        try trainTestSplit(samples, labels, trainFraction: fraction, stratified: stratified)
      }
    }
    #expect(error(1, labels, false) == .fraction(found: 1))
    #expect(error(.nan, labels, false)?.description.contains("nan") == true)
    #expect(error(0.05, labels, false) == .emptyPart(fraction: 0.05, trainCount: 0, testCount: 10))
    #expect(error(0.5, labels[..<9], false) == .counts(samples: 10, labels: 9))
    #expect(error(0.5, Labels([Float](repeating: 1, count: 10)), true) == .notClasses)
    #expect(throws: (any Error).self) {
      try trainTestSplit(samples[5..<99], labels, trainFraction: 0.5)
    }
  }
}
