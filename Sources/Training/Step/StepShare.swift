package import Engine
import Layers
package import Parallel

/// The batch of a step.
package struct StepBatch {
  /// The indices of the whole batch's samples in the data.
  package let indices: ArraySlice<Int32>
  /// The keys of the batch's random numbers.
  package let draws: SampleDraws
  /// The epoch, from 1, for errors.
  package let epoch: Int
  /// The number of the update, from 1.
  package let iteration: Int

  package init(indices: ArraySlice<Int32>, draws: SampleDraws, epoch: Int, iteration: Int) {
    self.indices = indices
    self.draws = draws
    self.epoch = epoch
    self.iteration = iteration
  }
}

/// The outcome of a step, the same on every rank but for the digests.
package struct StepOutcome {
  /// The batch's sums before the update, and the ranks' flags.
  package let totals: StepTotals
  /// The description of what was not finite, in which case nothing was updated; nil otherwise.
  package var notFinite: String?
  /// Whether a decision of rank 0 postponed the update.
  package var isPostponed = false
  /// The digests of the step's tensors, on rank 0 where they are computed.
  package var digests: DigestRecord?
  /// What each rank has read and computed in a step that was not finite, on rank 0 where it is
  /// digested.
  var ranks: [RankDigests] = []
}

/// The part of a batch in one shard.
struct StepShare {
  /// The indices of the samples in the data.
  let indices: ArraySlice<Int32>
  /// The training pass of the batch.
  let pass: TrainingPass
}

/// The division of batches into shards' parts.
final class StepShares {
  /// The reduction over the samples of all ranks in the middle of a pass.
  let reduction: any GroupReduction

  private let shard: Shard
  /// The number of blocks that this rank sums.
  var blockCount: Int { shard.blocks.count }
  /// The partition of batches by size.
  private var knownRows: [Int: LeafRows] = [:]

  /// Creates the parts of a shard; its layers sum over all ranks with `reduction`.
  init(of shard: Shard, summing reduction: any GroupReduction) {
    self.shard = shard
    self.reduction = reduction
  }

  /// Returns the shard's part of a batch.
  func share(of batch: StepBatch) -> StepShare {
    let count = batch.indices.count
    let own = shard.samples(ofBatchOf: count)
    let start = batch.indices.startIndex
    let draws = SampleDraws(
      seed: batch.draws.seed, epoch: batch.draws.epoch,
      firstSample: batch.draws.firstSample + own.lowerBound)
    return StepShare(
      indices: batch.indices[start + own.lowerBound..<start + own.upperBound],
      pass: TrainingPass(
        draws: draws, leaves: rows(ofBatchOf: count), batchSize: count, reduction: reduction))
  }

  private func rows(ofBatchOf count: Int) -> LeafRows {
    if let known = knownRows[count] { return known }
    let new = shard.rows(ofBatchOf: count)
    knownRows[count] = new
    return new
  }
}
