import Engine
import Parallel

extension TrainingStep {
  /// One shard's part of a batch.
  struct Share {
    /// The samples' places in the data.
    let places: ArraySlice<Int32>
    /// What passes over them are told.
    let pass: TrainingPass
  }

  /// A shard's part of a batch; layers sum over all ranks' with `reduction`.
  func share(
    of batch: Batch, for shard: Shard, summing reduction: any GroupReduction
  ) -> Share {
    let count = batch.places.count
    let own = shard.samples(ofBatchOf: count)
    let start = batch.places.startIndex
    let draws = SampleDraws(
      seed: batch.draws.seed, epoch: batch.draws.epoch,
      firstSample: batch.draws.firstSample + own.lowerBound)
    return Share(
      places: batch.places[start + own.lowerBound..<start + own.upperBound],
      pass: TrainingPass(
        draws: draws, leaves: rows(of: shard, batchSize: count), batchSize: count,
        reduction: reduction))
  }

  private func rows(of shard: Shard, batchSize: Int) -> LeafRows {
    let key = RowsKey(firstLeaf: shard.leaves.lowerBound, batchSize: batchSize)
    if let known = knownRows[key] { return known }
    let new = shard.rows(ofBatchOf: batchSize)
    knownRows[key] = new
    return new
  }

  /// What decides how rows are cut.
  struct RowsKey: Hashable {
    let firstLeaf: Int
    let batchSize: Int
  }

  /// Puts a share's samples where the program reads them.
  func gather(_ share: Share, of data: TrainingData) {
    unsafe share.places.withUnsafeBufferPointer { unsafe data.gather($0, into: program) }
    unsafe offer(.samples, program.input(0), count: share.places.count * inputSize)
  }

  /// What passes read, and what layers with statistics of their own write.
  var modelVariables: ModelVariables {
    unsafe ModelVariables(
      weights: UnsafePointer(exchange.weights), others: variables.base,
      weightsAreFinite: weightsAreFinite && corrupt == nil)
  }

  /// Keeps what passes may write to the variables from being for good.
  func keepVariables() {
    unsafe earlierVariables.base.update(from: variables.base, count: variables.count)
  }

  /// Takes back what passes have written to the variables.
  func takeBackVariables() {
    unsafe variables.base.update(from: earlierVariables.base, count: variables.count)
  }
}

// MARK: - Injected faults

extension TrainingStep {
  /// Lets a fault change a part.
  func offer(_ part: CorruptiblePart, _ start: UnsafeMutablePointer<Float>, count: Int) {
    guard let corrupt = unsafe corrupt, count > 0 else { return }
    unsafe corrupt(part, UnsafeMutableBufferPointer(start: start, count: count))
  }

  /// Lets a fault change what the update has written.
  func offerState() {
    let slice = exchange.slice
    unsafe offer(.weights, exchange.weights + slice.lowerBound, count: slice.count)
    unsafe offer(.slots, slots.base, count: slots.count)
  }

  /// Lets a fault change what other ranks have written.
  func offerCopy() {
    let slice = exchange.slice
    let others =
      slice.lowerBound > 0 ? 0..<slice.lowerBound : slice.upperBound..<parameterSpace.count
    unsafe offer(.copy, exchange.weights + others.lowerBound, count: others.count)
  }
}
