import Engine
import Kernels
import Parallel

/// A check before every update that its operands are finite.
///
/// Each rank checks its own block sums before the exchange. While none of them reaches 2¹¹⁷, the
/// sum of at most 1,024 leaves cannot overflow, and the existing barrier suffices. Only for a
/// larger one do the ranks check the sum itself, with one more barrier.
extension TrainingStep {
  /// Whether a block sum of this rank is not finite, or so large that the ranks' sum may overflow.
  var gradientIsLarge: Bool {
    unsafe !program.gradientIsBelow(0x1p117, exchange.gradients)
  }

  private var gradientIsFinite: Bool {
    unsafe kernels.largestMagnitudeBits(
      exchange.gradients, count: shares.blockCount * parameterSpace.count)
      < Float.infinity.bitPattern
  }

  /// Returns the description of what is not finite, the same on every rank; nil if everything is
  /// finite.
  ///
  /// The effects of the passes are then reverted.
  func findNonFinite(
    _ totals: StepTotals, _ share: StepShare, of data: TrainingData
  ) throws -> String? {
    if scores.totalLoss(totals.sums).isFinite {
      guard totals.flags.contains(.gradientIsLarge) else { return nil }
      if try takeSum() { return nil }
    }
    let wasFinite = gradientIsFinite
    try skipUpdate()
    program.gather(share, of: data)
    let tensor = try unsafe program.firstNonFinite(
      share.pass, memory.modelVariables, gradients: exchange.gradients)
    memory.takeBackVariables()
    var own = tensor.map { describe($0, share) }
    if own == nil, !wasFinite {
      own = "a gradient\(location), which is finite when computed again,"
    }
    return try group.firstText(own) ?? "the sum of the gradients"
  }

  /// Stores this rank's slice of the sum, and returns whether all ranks' slices are finite.
  private func takeSum() throws -> Bool {
    var isFinite = true
    try unsafe exchange.reduce { part, gradient in
      unsafe summed.take(part, gradient)
      let magnitude = unsafe kernels.largestMagnitudeBits(gradient, count: part.count)
      isFinite = isFinite && magnitude < Float.infinity.bitPattern
    }
    return try group.holdsEverywhere(isFinite)
  }

  /// Returns a description such as `the output of layer dense for samples 3, 17 (rank 2 on node1)`.
  private func describe(_ tensor: NonFiniteTensor, _ share: StepShare) -> String {
    let limit = 8
    let samples = tensor.rows.prefix(limit).map { row in
      "\(share.indices[share.indices.startIndex + row])"
    }
    let rest =
      tensor.rows.count > limit ? " and \(tensor.rows.count - limit) more" : ""
    let list =
      samples.isEmpty
      ? ""
      : " for sample\(samples.count == 1 ? "" : "s") \(samples.joined(separator: ", "))\(rest)"
    return tensor.what + list + location
  }

  /// The rank, for messages; empty for a single rank.
  private var location: String {
    group.worldSize == 1 ? "" : " (rank \(group.rank) on \(group.hostName))"
  }
}
