import Datasets
import Kernels
import Testing

@Suite("BatchSchedule")
struct BatchScheduleTests {
  private func schedule(_ count: Int, batchSize: Int = 128, seed: UInt64 = 7, shuffle: Bool = true)
    -> BatchSchedule
  {
    BatchSchedule(sampleCount: count, batchSize: batchSize, seed: seed, shuffle: shuffle)
  }

  @Test(arguments: [
    (256, 128, 2, 128..<256), (257, 128, 3, 256..<257), (300, 128, 3, 256..<300),
    (5, 128, 1, 0..<5), (1, 1, 1, 0..<1), (60_000, 128, 469, 59_904..<60_000),
  ])
  func keepsThePartialLastBatch(count: Int, batchSize: Int, steps: Int, last: Range<Int>) {
    let schedule = schedule(count, batchSize: batchSize)
    #expect(schedule.stepsPerEpoch == steps)
    #expect(schedule.batch(step: steps - 1) == last)
    let batches = (0..<steps).map { schedule.batch(step: $0) }
    #expect(batches.flatMap { Array($0) } == Array(0..<count))
  }

  @Test func hasNoStepsWithoutSamples() {
    #expect(schedule(0).stepsPerEpoch == 0)
    #expect(schedule(0).order(epoch: 0) == [])
  }

  @Test func withoutShufflingKeepsTheOrder() {
    #expect(schedule(5, shuffle: false).order(epoch: 3) == [0, 1, 2, 3, 4])
  }

  /// The obvious way: all words, sorted together with their indices.
  @Test(arguments: [1, 2, 3, 4, 5, 127, 1000], [0, 1, 41])
  func isTheSortByWordThenIndex(count: Int, epoch: Int) {
    let generator = Philox4x32(key: 7)
    let words = (0..<count).map { index in
      generator([UInt32(index / 4), 0, UInt32(epoch), 2])[index % 4]
    }
    let expected = (0..<count).sorted { (words[$0], $0) < (words[$1], $1) }
    #expect(schedule(count).order(epoch: epoch) == expected.map { Int32($0) })
  }

  /// Every index once: the sort loses none, at a size where all digits of the words matter.
  @Test func isAPermutation() {
    #expect(schedule(60_000).order(epoch: 0).sorted() == (0..<60_000).map { Int32($0) })
  }

  @Test func differsBetweenEpochsAndSeeds() {
    let order = schedule(1000).order(epoch: 0)
    #expect(schedule(1000).order(epoch: 0) == order)
    #expect(schedule(1000).order(epoch: 1) != order)
    #expect(schedule(1000, seed: 8).order(epoch: 0) != order)
  }

  @Test func doesNotDependOnTheBatchSize() {
    #expect(
      schedule(1000, batchSize: 3).order(epoch: 2) == schedule(1000, batchSize: 500).order(epoch: 2)
    )
  }

  @Test func trapsOnAStepBeyondTheEpoch() async {
    await #expect(processExitsWith: .failure) {
      _ = BatchSchedule(sampleCount: 10, batchSize: 5, seed: 0, shuffle: true).batch(step: 2)
    }
  }
}
