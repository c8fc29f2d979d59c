import Parallel

extension ProcessGroup {
  /// Gathers the times since the ranks' clocks were restarted or cleared; collective.
  ///
  /// - Throws: MPI's errors.
  func times(_ clock: StepClock) throws -> EpochTimes {
    let ranks = try allGather(RankTimes(clock).integers).map(RankTimes.init)
    let slowest = clock.steps.indices.max { clock.steps[$0].total < clock.steps[$1].total }
    var chosen = [Double(slowest ?? -1)]
    try broadcast(&chosen)
    guard chosen[0] >= 0 else { return EpochTimes(ranks: ranks, slowest: nil) }
    // All ranks have made the same steps.
    let step = clock.steps[Int(chosen[0])]
    let all = try allGather([UInt64(step.total), UInt64(step.own)])
    let rank = all.indices.max { all[$0][1] < all[$1][1] } ?? 0
    return EpochTimes(
      ranks: ranks,
      slowest: SlowestStep(
        number: step.number, seconds: Double(all[0][0]) * 1e-6, rank: rank,
        ownSeconds: Double(all[rank][1]) * 1e-6))
  }
}
