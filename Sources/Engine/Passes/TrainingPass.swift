/// The purpose of a pass.
public enum Phase {
  /// Computing predictions.
  case inference
  /// Computing gradients.
  case training(TrainingPass)
}

/// The batch of a pass that computes gradients.
public struct TrainingPass {
  /// The keys of random numbers.
  public let draws: SampleDraws
  /// The partition of this rank's rows into leaves and blocks.
  public let leaves: LeafRows
  /// The number of samples of the whole batch, on all ranks.
  public let batchSize: Int
  /// The reduction over the samples of the whole batch.
  public let reduction: any LeafReduction

  /// Creates a pass over this rank's shard of a batch.
  package init(
    draws: SampleDraws, leaves: LeafRows, batchSize: Int, reduction: any LeafReduction
  ) {
    self.draws = draws
    self.leaves = leaves
    self.batchSize = batchSize
    self.reduction = reduction
  }
}

/// The keys of the random numbers of one pass.
///
/// A draw depends on the seed, the epoch, the sample's position in the epoch's order and the layer:
/// never on which rank computes the sample, nor on how many are computed together.
public struct SampleDraws: Sendable, Equatable {
  /// The generator's key.
  public let seed: UInt64
  /// The epoch, counted over the model's life.
  public let epoch: Int
  /// The position in the epoch's order of the pass's first sample; the others follow.
  public let firstSample: Int

  /// Creates the keys for consecutive samples.
  package init(seed: UInt64, epoch: Int, firstSample: Int) {
    self.seed = seed
    self.epoch = epoch
    self.firstSample = firstSample
  }
}
