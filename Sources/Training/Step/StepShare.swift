package import Engine
import Layers
package import Parallel

/// The batch that a step is given.
package struct StepBatch {
  /// The indices of the whole batch's samples in the data.
  package let places: ArraySlice<Int32>
  /// What tells the batch's random numbers from those of others.
  package let draws: SampleDraws
  /// The epoch, from 1, for errors.
  package let epoch: Int
  /// The number of the update, from 1.
  package let iteration: Int

  package init(places: ArraySlice<Int32>, draws: SampleDraws, epoch: Int, iteration: Int) {
    self.places = places
    self.draws = draws
    self.epoch = epoch
    self.iteration = iteration
  }
}

/// What came of a step; the same on every rank.
package struct StepOutcome {
  /// The batch's sums before the update, and what the ranks told each other.
  package let totals: StepTotals
  /// What was not finite, so that nothing was updated; nil where all was.
  package var notFinite: String?
  /// Whether a decision came before the update, which was then not made.
  package var isPostponed = false
}

/// One shard's part of a batch.
struct StepShare {
  /// The indices of the samples in the data.
  let places: ArraySlice<Int32>
  /// The batch as passes see it.
  let pass: TrainingPass
}

/// Cuts batches into shares.
final class StepShares {
  /// Sums over the samples of all ranks in the middle of a pass.
  let reduction: any GroupReduction

  private let shard: Shard
  /// The number of blocks whose sums this rank computes.
  var blockCount: Int { shard.blocks.count }
  /// How batches of each size are cut.
  private var knownRows: [Int: LeafRows] = [:]

  /// Shares of a shard, whose layers sum over all ranks' with `reduction`.
  init(of shard: Shard, summing reduction: any GroupReduction) {
    self.shard = shard
    self.reduction = reduction
  }

  /// The shard's part of a batch.
  func share(of batch: StepBatch) -> StepShare {
    let count = batch.places.count
    let own = shard.samples(ofBatchOf: count)
    let start = batch.places.startIndex
    let draws = SampleDraws(
      seed: batch.draws.seed, epoch: batch.draws.epoch,
      firstSample: batch.draws.firstSample + own.lowerBound)
    return StepShare(
      places: batch.places[start + own.lowerBound..<start + own.upperBound],
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
