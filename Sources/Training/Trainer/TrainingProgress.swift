import Parallel

/// The sums behind an epoch's running means.
package struct EpochSums: Sendable, Equatable {
  /// The sum of the losses of the samples seen, each batch's in tree order, batches in order.
  package var loss = 0.0
  /// The samples classified right.
  package var hits = 0
  /// The samples seen.
  package var sampleCount = 0

  package init(loss: Double = 0, hits: Int = 0, sampleCount: Int = 0) {
    self.loss = loss
    self.hits = hits
    self.sampleCount = sampleCount
  }

  package var meanLoss: Double { sampleCount == 0 ? 0 : loss / Double(sampleCount) }
  package var accuracy: Double {
    sampleCount == 0 ? 0 : Double(hits) / Double(sampleCount)
  }
}

/// How far a run has come, and the numbers of the epochs behind it.
package struct TrainingProgress: Sendable, Equatable {
  /// The epochs of the run that are complete.
  package private(set) var epoch = 0
  /// The steps made in the epoch that is not.
  package private(set) var stepInEpoch = 0
  /// The updates made since the model was compiled.
  package private(set) var iterations = 0
  /// The epochs that the model saw in earlier calls of `fit`: they have used up their numbers in
  /// the generator's counter.
  package let earlierEpochs: Int
  /// The sums of the epoch that is not complete.
  package private(set) var sums = EpochSums()
  /// The sums of each complete epoch.
  package private(set) var history: [EpochSums] = []

  /// The start of a run of a model that has seen some epochs and updates.
  package init(earlierEpochs: Int = 0, iterations: Int = 0) {
    self.earlierEpochs = earlierEpochs
    self.iterations = iterations
  }

  /// The place at which a run was saved.
  package init(
    epoch: Int, stepInEpoch: Int, iterations: Int, earlierEpochs: Int, sums: EpochSums,
    history: [EpochSums]
  ) {
    self.epoch = epoch
    self.stepInEpoch = stepInEpoch
    self.iterations = iterations
    self.earlierEpochs = earlierEpochs
    self.sums = sums
    self.history = history
  }

  /// The progress as words, for sending it to other ranks.
  var words: [UInt64] {
    [epoch, stepInEpoch, iterations, earlierEpochs].map { UInt64($0) }
      + ([sums] + history).flatMap {
        [$0.loss.bitPattern, UInt64($0.hits), UInt64($0.sampleCount)]
      }
  }

  /// The progress that gave these words.
  init(words: [UInt64]) {
    precondition(words.count >= 7 && words.count % 3 == 1, "\(words.count) words of progress")
    let sums = stride(from: 4, to: words.count, by: 3).map {
      EpochSums(
        loss: Double(bitPattern: words[$0]), hits: Int(words[$0 + 1]),
        sampleCount: Int(words[$0 + 2]))
    }
    self.init(
      epoch: Int(words[0]), stepInEpoch: Int(words[1]), iterations: Int(words[2]),
      earlierEpochs: Int(words[3]), sums: sums[0], history: Array(sums.dropFirst()))
  }

  /// The epoch's number in the generator's counter.
  package var generatorEpoch: Int { earlierEpochs + epoch }

  mutating func add(_ totals: StepTotals, sampleCount: Int) {
    sums.loss += totals.loss
    sums.hits += totals.hits
    sums.sampleCount += sampleCount
    stepInEpoch += 1
    iterations += 1
  }

  mutating func endEpoch() {
    history.append(sums)
    sums = EpochSums()
    stepInEpoch = 0
    epoch += 1
  }
}
