import Engine
package import Layers
import Parallel

/// The sums of an epoch's running means.
package struct EpochSums: Sendable, Equatable {
  /// The sums of losses and metrics over the samples seen, each batch's in tree order, batches in
  /// order; empty before the first batch.
  package var sums: [Double] = []
  /// The number of samples so far.
  package var sampleCount = 0

  package init(sums: [Double] = [], sampleCount: Int = 0) {
    self.sums = sums
    self.sampleCount = sampleCount
  }

  mutating func add(_ totals: StepTotals, sampleCount: Int) {
    if sums.isEmpty { sums = [Double](repeating: 0, count: totals.sums.count) }
    for index in sums.indices { sums[index] += totals.sums[index] }
    self.sampleCount += sampleCount
  }
}

/// The progress of a run, with the sums of its completed epochs.
package struct TrainingProgress: Sendable, Equatable {
  /// The number of epochs that are complete, or count as completed.
  package private(set) var epoch: Int
  /// The number of steps in the incomplete epoch.
  package private(set) var stepInEpoch = 0
  /// The number of steps since the model was compiled, including skipped ones.
  package private(set) var iterations = 0
  /// The number of epochs in earlier calls of `fit`, which have used their numbers in the
  /// generator's counter.
  package let earlierEpochs: Int
  /// The sums of the incomplete epoch.
  package private(set) var sums = EpochSums()
  /// The sums of each complete epoch, of the newest `historyLimit`.
  package private(set) var history: [EpochSums] = []
  /// The steps in a row, up to now, whose updates were skipped.
  package private(set) var skippedInRow = 0
  /// The learning rate that a callback has set, which replaces the optimizer's.
  package var learningRate: Float?
  /// Whether a callback has ended the run.
  package var isStopped = false

  /// The most epochs whose sums are kept: without a limit a long run's checkpoints would grow until
  /// no reader takes them.
  package static let historyLimit = 1_000
  /// The most epochs that a model can see: the generator's counter has 32 bits for them.
  package static let epochLimit = Int(UInt32.max)
  /// The most steps that a run can make: more than any will, and few enough to be added.
  package static let iterationLimit = 1 << 53

  /// Creates the initial progress for a model with earlier epochs and updates.
  package init(initialEpoch: Int = 0, earlierEpochs: Int = 0, iterations: Int = 0) {
    epoch = initialEpoch
    self.earlierEpochs = earlierEpochs
    self.iterations = iterations
  }

  /// Creates the initial progress for a model, where some epochs count as completed.
  ///
  /// Earlier epochs are not counted twice in the generator's counter, so that two calls of `fit`
  /// equal one.
  package init(of model: Model, initialEpoch: Int) {
    self.init(
      initialEpoch: initialEpoch, earlierEpochs: max(model.epochs - initialEpoch, 0),
      iterations: model.iterations)
  }

  /// Creates the saved progress of a run.
  package init(
    epoch: Int, stepInEpoch: Int, iterations: Int, earlierEpochs: Int, sums: EpochSums,
    history: [EpochSums], skippedInRow: Int = 0, learningRate: Float? = nil,
    isStopped: Bool = false
  ) {
    self.epoch = epoch
    self.stepInEpoch = stepInEpoch
    self.iterations = iterations
    self.earlierEpochs = earlierEpochs
    self.sums = sums
    self.history = history.suffix(Self.historyLimit)
    self.skippedInRow = skippedInRow
    self.learningRate = learningRate
    self.isStopped = isStopped
  }

  /// The encoded progress, to send to other ranks.
  var encoded: [UInt64] {
    [epoch, stepInEpoch, iterations, earlierEpochs, skippedInRow].map { UInt64($0) }
      + [learningRate.map { UInt64($0.bitPattern) } ?? .max, isStopped ? 1 : 0]
      + ([sums] + history).flatMap { sums in
        [UInt64(sums.sampleCount), UInt64(sums.sums.count)] + sums.sums.map(\.bitPattern)
      }
  }

  /// Decodes progress.
  init(decoding integers: [UInt64]) {
    precondition(integers.count >= 9, "\(integers.count) integers of progress")
    var rest = integers.dropFirst(7)
    var sums: [EpochSums] = []
    while let sampleCount = rest.popFirst(), let count = rest.popFirst() {
      sums.append(
        EpochSums(
          sums: rest.prefix(Int(count)).map { Double(bitPattern: $0) },
          sampleCount: Int(sampleCount)))
      rest = rest.dropFirst(Int(count))
    }
    self.init(
      epoch: Int(integers[0]), stepInEpoch: Int(integers[1]), iterations: Int(integers[2]),
      earlierEpochs: Int(integers[3]), sums: sums[0], history: Array(sums.dropFirst()),
      skippedInRow: Int(integers[4]),
      learningRate: integers[5] == .max ? nil : Float(bitPattern: UInt32(integers[5])),
      isStopped: integers[6] == 1)
  }

  /// The number of steps in which an epoch's samples are seen, the last of fewer where they do not
  /// divide.
  static func stepCount(of sampleCount: Int, batchSize: Int) -> Int {
    // The sum of both may overflow, whatever a file says.
    sampleCount / batchSize + (sampleCount.isMultiple(of: batchSize) ? 0 : 1)
  }

  /// The epoch's number in the generator's counter.
  package var generatorEpoch: Int { earlierEpochs + epoch }

  mutating func add(_ totals: StepTotals, sampleCount: Int) {
    sums.add(totals, sampleCount: sampleCount)
    skippedInRow = 0
    countStep()
  }

  /// Counts a skipped step.
  mutating func skipStep() {
    skippedInRow += 1
    countStep()
  }

  private mutating func countStep() {
    stepInEpoch += 1
    iterations += 1
  }

  mutating func endEpoch() {
    history = (history + [sums]).suffix(Self.historyLimit)
    sums = EpochSums()
    stepInEpoch = 0
    epoch += 1
  }
}
