/// What a pass is for.
public enum Phase {
  /// Computing what the model answers.
  case inference
  /// Computing gradients.
  case training(TrainingPass)
}

/// What a pass that computes gradients knows of its batch.
public struct TrainingPass {
  /// What random numbers are drawn with.
  public let draws: SampleDraws
  /// How this rank's rows are cut into leaves and blocks.
  public let leaves: LeafRows
  /// The samples of the whole batch, on all ranks.
  public let batchSize: Int
  /// Sums over the samples of the whole batch.
  public let reduction: any LeafReduction

  /// A pass over this rank's share of a batch.
  public init(
    draws: SampleDraws, leaves: LeafRows, batchSize: Int, reduction: any LeafReduction
  ) {
    self.draws = draws
    self.leaves = leaves
    self.batchSize = batchSize
    self.reduction = reduction
  }
}

/// What tells the random numbers of one pass from those of others.
///
/// A draw depends on the seed, the epoch, the sample's place in the epoch's order and the layer:
/// never on which rank computes the sample, nor on how many are computed together.
public struct SampleDraws: Sendable, Equatable {
  /// The generator's key.
  public let seed: UInt64
  /// The epoch, counted over the model's life.
  public let epoch: Int
  /// The place in the epoch's order of the pass's first sample; the others follow.
  public let firstSample: Int

  /// Draws for a run of samples.
  public init(seed: UInt64, epoch: Int, firstSample: Int) {
    self.seed = seed
    self.epoch = epoch
    self.firstSample = firstSample
  }
}
