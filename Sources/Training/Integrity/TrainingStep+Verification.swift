import Engine
import Kernels
import Layers
import Parallel

/// How ranks check one another, every so many steps.
///
/// Since every number is the same whoever computes it, a single bit that differs is a fault of a
/// processor, a memory or a program: there are no false alarms.
extension TrainingStep {
  /// Computes the next lower rank's share again, and compares its gradient's bits.
  ///
  /// Every rank calls it after its own backward pass: layers may sum over all ranks in the middle of
  /// the passes, so that all ranks must compute another's share at once.
  ///
  /// - Throws: `TrainingError.corruption` on every rank.
  func verifyNeighbour(_ batch: Batch, of data: TrainingData) throws {
    guard let neighboursReduction else {
      preconditionFailure("a step was laid out without verification")
    }
    let own = unsafe VectorDigest(
      of: exchange.gradients, count: shard.blocks.count * parameterSpace.count)
    let neighbour = try shard.neighbour(in: group)
    let share = share(of: batch, for: neighbour, summing: neighboursReduction)
    let gradients = Arena(count: neighbour.blocks.count * parameterSpace.count)

    let variablesAfter = unsafe Array(
      UnsafeBufferPointer(start: variables.base, count: variables.count))
    takeBackVariables()
    unsafe share.places.withUnsafeBufferPointer { unsafe data.gather($0, into: program) }
    try program.forward(share.pass, modelVariables)
    try unsafe program.backward(modelVariables, gradients: gradients.base)
    for (place, value) in variablesAfter.enumerated() { unsafe variables.base[place] = value }

    let again = unsafe VectorDigest(of: gradients.base, count: gradients.count)
    let rank = group.neighbour
    let said = VectorDigest(words: try group.allGather(own.words)[rank][...])
    let finding = again.firstDifference(from: said).map { place in
      let what = parameterSpace.name(ofElement: place % parameterSpace.count)
      return "the gradient's \(what) on rank \(rank) has other bits than rank \(group.rank) on "
        + "\(group.hostName) computes of the same samples"
    }
    if let finding = try group.firstWords(finding) {
      throw TrainingError.corruption(what: finding, iteration: batch.iteration)
    }
  }

  /// Compares all ranks' copies of weights and other variables.
  ///
  /// - Throws: `TrainingError.corruption` on every rank.
  func verifyCopies(iteration: Int) throws {
    let weights = unsafe VectorDigest(of: exchange.weights, count: parameterSpace.count)
    let others = unsafe VectorDigest(of: variables.base, count: variables.count)
    let all = try group.allGather(weights.words + others.words)
    let middle = weights.words.count
    var finding: String?
    let first = VectorDigest(words: all[0][..<middle])
    if let place = weights.firstDifference(from: first) {
      finding = parameterSpace.name(ofElement: place)
    } else if let place = others.firstDifference(from: VectorDigest(words: all[0][middle...])) {
      finding = program.variableSpace.name(ofElement: place)
    }
    let words = try group.firstWords(
      finding.map {
        "\($0) has other bits on rank \(group.rank) on \(group.hostName) than on rank 0"
      })
    if let words { throw TrainingError.corruption(what: words, iteration: iteration) }
  }
}

// MARK: - Memory between two updates

extension TrainingStep {
  /// The digests of what this rank alone writes.
  struct SliceDigests: Equatable {
    let weights: VectorDigest
    let slots: [VectorDigest]
  }

  /// The digests of this rank's slice as it stands.
  func sliceDigests() -> SliceDigests {
    let slice = exchange.slice
    return SliceDigests(
      weights: unsafe VectorDigest(
        of: exchange.weights + slice.lowerBound, count: slice.count),
      slots: optimizer.slotNames.indices.map {
        unsafe VectorDigest(of: slots.base + $0 * slice.count, count: slice.count)
      })
  }

  /// Checks that nobody has changed what the last update wrote, if that was verified; every rank
  /// calls it.
  ///
  /// - Throws: `TrainingError.corruption` on every rank.
  package func checkMemory(iteration: Int) throws {
    guard let before = remembered else { return }
    let now = sliceDigests()
    let start = exchange.slice.lowerBound
    var finding: String?
    if let place = now.weights.firstDifference(from: before.weights) {
      finding = parameterSpace.name(ofElement: start + place)
    }
    for (name, digests) in zip(optimizer.slotNames, zip(now.slots, before.slots)) {
      guard finding == nil, let place = digests.0.firstDifference(from: digests.1) else { continue }
      finding = "the optimizer's \(name), \(parameterSpace.name(ofElement: start + place)),"
    }
    let words = try group.firstWords(
      finding.map {
        "\($0) in the memory of rank \(group.rank) on \(group.hostName) changed between two updates"
      })
    if let words { throw TrainingError.corruption(what: words, iteration: iteration) }
  }
}
