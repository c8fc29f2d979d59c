import Engine
import Kernels
import Parallel

/// Every update is preceded by the proof that what it is made of is finite.
///
/// Each rank looks at its own block sums before the ranks meet. As long as none of them reaches
/// 2¹¹⁷, the sum of at most 1,024 leaves cannot overflow, and the meeting that every step has
/// suffices. Only a larger one makes the ranks look at the sum itself, and meet once more.
extension TrainingStep {
  /// Whether a block sum of this rank is no number, or so large that the ranks' sum may overflow.
  var gradientIsLarge: Bool {
    let limit: Float = 0x1p117
    // What has been changed behind the passes' backs must be looked at.
    guard unsafe corrupt == nil else { return gradientMagnitude >= limit.bitPattern }
    return unsafe !program.gradientIsBelow(limit, exchange.gradients)
  }

  private var gradientMagnitude: UInt32 {
    unsafe largestMagnitudeBits(
      exchange.gradients, count: shard.blocks.count * parameterSpace.count)
  }

  /// What of the batch is not finite, in the same words on every rank; nil where all is.
  ///
  /// What the passes have written is then taken back.
  func findNonFinite(
    _ totals: StepTotals, _ share: Share, of data: TrainingData
  ) throws -> String? {
    if scores.totalLoss(totals.sums).isFinite {
      guard totals.flags.contains(.gradientIsLarge) else { return nil }
      if try takeSum() { return nil }
    }
    try exchange.leaveOut()
    let wasFinite = gradientMagnitude < Float.infinity.bitPattern
    takeBackVariables()
    gather(share, of: data)
    let tensor = try unsafe program.firstNonFinite(
      share.pass, modelVariables, gradients: exchange.gradients)
    takeBackVariables()
    var own = tensor.map { describe($0, share) }
    if own == nil, !wasFinite {
      own = "a gradient\(place), which is finite when computed again,"
    }
    return try group.firstWords(own) ?? "the sum of the gradients"
  }

  /// Takes this rank's slice of the sum, and says whether all ranks' slices are finite.
  private func takeSum() throws -> Bool {
    var isFinite = true
    try unsafe exchange.reduce { part, gradient in
      unsafe summed.take(part, gradient)
      let magnitude = unsafe largestMagnitudeBits(gradient, count: part.count)
      isFinite = isFinite && magnitude < Float.infinity.bitPattern
    }
    return try group.holdsEverywhere(isFinite)
  }

  /// `the output of layer dense for samples 3, 17 (rank 2 on node1)`.
  private func describe(_ tensor: NonFiniteTensor, _ share: Share) -> String {
    let limit = 8
    let samples = tensor.rows.prefix(limit).map { row in
      "\(share.places[share.places.startIndex + row])"
    }
    let rest =
      tensor.rows.count > limit ? " and \(tensor.rows.count - limit) more" : ""
    let list =
      samples.isEmpty
      ? ""
      : " for sample\(samples.count == 1 ? "" : "s") \(samples.joined(separator: ", "))\(rest)"
    return tensor.what + list + place
  }

  /// Which rank this is, for messages; nothing where there is only one.
  private var place: String {
    group.worldSize == 1 ? "" : " (rank \(group.rank) on \(group.hostName))"
  }
}
