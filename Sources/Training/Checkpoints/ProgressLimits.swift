import Engine

/// Where a run can be, whatever a file says.
package struct ProgressLimits: Sendable {
  /// The samples of an epoch.
  let sampleCount: Int
  /// The samples of a step.
  let batchSize: Int
  /// The epochs that the run has in all.
  let epochs: Int
  /// The epochs that counted as done when it began.
  let initialEpoch: Int
  /// Whether the model had made no step when the run began.
  let modelIsNew: Bool

  package init(
    sampleCount: Int, batchSize: Int, epochs: Int, initialEpoch: Int = 0, modelIsNew: Bool = false
  ) {
    self.sampleCount = sampleCount
    self.batchSize = batchSize
    self.epochs = epochs
    self.initialEpoch = initialEpoch
    self.modelIsNew = modelIsNew
  }

  private var stepsPerEpoch: Int {
    TrainingProgress.stepCount(of: sampleCount, batchSize: batchSize)
  }

  /// Checks where a file says that the run was.
  ///
  /// - Throws: `CheckpointError.malformed` for what cannot be, `.beyond` for a run that is further
  ///   than this one goes.
  package func check(_ progress: TrainingProgress, path: String) throws(CheckpointError) {
    func fail(_ key: CheckpointKey, _ expected: String, found: Int) -> CheckpointError {
      .malformed(
        path: path, what: "metadata \(key.rawValue)", expected: expected, found: "\(found)")
    }
    guard progress.stepInEpoch <= stepsPerEpoch else {
      throw fail(
        .position, "stepInEpoch of at most \(stepsPerEpoch)", found: progress.stepInEpoch)
    }
    guard progress.epoch <= epochs else {
      throw .beyond(path: path, epoch: progress.epoch, epochs: epochs)
    }
    // A run of fewer epochs than it counted as done when it began has no history.
    let done = progress.epoch - initialEpoch
    let count = progress.history.count
    guard count == min(max(done, 0), TrainingProgress.historyLimit) else {
      throw fail(.history, "the sums of \(max(done, 0)) epochs", found: count)
    }
    let (steps, overflows) = max(done, 0).multipliedReportingOverflow(by: stepsPerEpoch)
    let expected = steps.addingReportingOverflow(progress.stepInEpoch)
    guard !overflows, !expected.overflow, progress.iterations >= expected.partialValue,
      !modelIsNew || progress.earlierEpochs == 0 && progress.iterations == expected.partialValue
    else {
      throw fail(
        .position,
        "\(steps) + \(progress.stepInEpoch) iterations in \(done) epochs",
        found: progress.iterations)
    }
    for sums in progress.history where sums.sampleCount > sampleCount {
      throw fail(
        .history, "at most \(sampleCount) samples an epoch", found: sums.sampleCount)
    }
    let seen =
      progress.stepInEpoch < stepsPerEpoch ? progress.stepInEpoch * batchSize : sampleCount
    guard progress.sums.sampleCount <= seen else {
      throw fail(.sums, "at most \(seen) samples", found: progress.sums.sampleCount)
    }
  }
}

extension TrainingProgress {
  /// Checks that the sums of all epochs are some of a model's losses and metrics.
  ///
  /// - Throws: `CheckpointError.malformed`.
  func check(
    _ objective: Objective, of graph: Graph, _ metadata: CheckpointMetadata
  ) throws(CheckpointError) {
    let width = objective.sumCount
    // For each metric; nil for one of a program's own, which may be anything.
    let mostHits = zip(graph.outputs, objective.metrics).flatMap { output, metrics in
      metrics.map { metric -> Int? in
        (metric as? any BuiltInMetric)?.mostHits(of: graph.calls[output].outputShape)
      }
    }
    for (index, sums) in ([sums] + history).enumerated() {
      let key = index == 0 ? CheckpointKey.sums : .history
      guard sums.sums.isEmpty || sums.sums.count == width else {
        throw metadata.malformed(
          key, expected: "\(width) sums, one for each loss and metric",
          found: "\(sums.sums.count)")
      }
      // A step whose loss is not finite is not counted.
      guard sums.sums.prefix(objective.losses.count).allSatisfy(\.isFinite) else {
        throw metadata.malformed(key, expected: "losses that are finite")
      }
      guard sums.sums.isEmpty == (sums.sampleCount == 0) else {
        throw metadata.malformed(
          key,
          expected: "sums where there are samples",
          found: "\(sums.sums.count) sums of \(sums.sampleCount) samples")
      }
      for (sum, most) in zip(sums.sums.dropFirst(objective.losses.count), mostHits) {
        guard let most, !(0...Double(sums.sampleCount) * Double(most)).contains(sum) else {
          continue
        }
        throw metadata.malformed(
          key,
          expected: "at most \(most) hits in each of \(sums.sampleCount) samples",
          found: "\(sum)")
      }
    }
  }
}
