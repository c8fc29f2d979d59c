import Engine
import Layers
import Parallel

/// A copy of the weights of a step: this rank's slice, and all other variables.
final class KeptWeights {
  let weights: Arena
  let variables: Arena
  /// The slots, if the whole run may return to that step.
  let slots: Arena?

  /// The key, among those of callbacks, of what a rollback returns to.
  static let rollbackTarget = -1

  init(sliceCount: Int, variableCount: Int, slotElementCount: Int? = nil) {
    weights = Arena(count: sliceCount)
    variables = Arena(count: variableCount)
    slots = slotElementCount.map { Arena(count: $0) }
  }
}

extension RunMemory {
  /// Copies the current weights, into the memory of an earlier copy if given.
  func copy(into earlier: KeptWeights? = nil, withSlots: Bool = false) -> KeptWeights {
    let slots = optimizerState.slots
    let copy =
      earlier
      ?? KeptWeights(
        sliceCount: slice.count, variableCount: variables.count,
        slotElementCount: withSlots ? slots.count : nil)
    unsafe copy.weights.base.update(
      from: weights.memory.base + slice.lowerBound, count: slice.count)
    unsafe copy.variables.base.update(from: variables.base, count: variables.count)
    unsafe copy.slots?.base.update(from: slots.base, count: slots.count)
    return copy
  }

  /// Restores a copy that all ranks made in the same step; collective.
  ///
  /// - Throws: MPI's errors.
  func restore(_ copy: KeptWeights) throws {
    weightsAreFinite = false
    try group.worldBarrier()
    try group.hostBarrier()
    unsafe (weights.memory.base + slice.lowerBound).update(
      from: copy.weights.base, count: slice.count)
    unsafe variables.base.update(from: copy.variables.base, count: variables.count)
    if let slots = copy.slots {
      unsafe optimizerState.slots.base.update(from: slots.base, count: slots.count)
    }
    try shareSlices()
    try group.hostBarrier()
  }

  /// Sends each rank's slice of the weights to the other hosts.
  private func shareSlices() throws {
    guard group.hostCount > 1, weights.memory.isShared else { return }
    let base = unsafe weights.memory.base
    for (rank, slice) in slices.enumerated() {
      let own = group.rank == rank ? unsafe UnsafePointer(base + slice.lowerBound) : nil
      let isElsewhere = group.hostIndices[rank] != group.hostIndex
      try unsafe group.broadcastPieces(own, count: slice.count, from: rank) { range, piece in
        guard isElsewhere, weights.isWriter else { return }
        unsafe (base + slice.lowerBound + range.lowerBound).update(
          from: piece, count: range.count)
      }
    }
  }
}
