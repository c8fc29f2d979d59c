package import Engine
package import Layers
package import Parallel

/// The memory of a run on this rank: weights, one copy for each host; other variables; this rank's
/// slice of the optimizer's slots.
///
/// The model keeps it after the run, so that nothing is gathered or copied: layers refer to it, and
/// the next run reuses it.
@safe
package final class RunMemory {
  /// The weights, which the ranks of a host read, and update by slices.
  package let weights: HostWeights
  /// This rank's slots.
  package private(set) var optimizerState: OptimizerState
  /// Whether all ranks' weights are known to be finite.
  var weightsAreFinite = false

  let plan: VariablePlan
  /// The range of the parameter space that each rank updates, by rank.
  let slices: [Range<Int>]
  let group: ProcessGroup
  /// The non-trainable variables, equal on every rank.
  let variables: VariableMemory
  /// The non-trainable variables before the step's passes, for a step without an update.
  private let earlierVariables: Arena
  /// The copies of weights that callbacks keep.
  var kept: [Int: KeptWeights] = [:]
  private let isPrivate: Bool
  /// The slots' names, in order.
  let slotNames: [String]

  /// Allocates the memory of a run, with the slots' initial values; collective.
  ///
  /// - Throws: `SharedMemoryError` or MPI's errors.
  package init(
    _ plan: VariablePlan, _ optimizer: any Optimizer, _ kind: ExchangeKind, in group: ProcessGroup
  ) throws {
    self.plan = plan
    self.group = group
    slotNames = optimizer.slotNames
    if let largest = plan.parameterSpace.parameters.max(by: { $0.range.count < $1.range.count }) {
      // Weights, gradients and slots, which the ranks of a host share or have once for all.
      try SizeLimit.check(
        floats: (2 + slotNames.count) * plan.parameterSpace.count,
        of: "the memory for weights, gradients and optimizer of a model with",
        layer: String(largest.name.prefix { $0 != "/" }))
    }
    isPrivate = kind.resolved(for: group) == .mpi
    weights = try kind.makeWeights(count: plan.parameterSpace.count, in: group)
    slices = kind.slices(of: plan.parameterSpace, in: group)
    variables = VariableMemory(count: plan.variableSpace.count)
    weights.memory.callbacks = group.callbacks
    variables.callbacks = group.callbacks
    earlierVariables = Arena(count: plan.variableSpace.count)
    optimizerState = OptimizerState(
      initialOf: optimizer, slice: slices[group.rank], of: plan.parameterSpace)
  }

  /// This rank's slice of the parameter space.
  var slice: Range<Int> { slices[group.rank] }

  /// The variables that passes read, and that layers with statistics write.
  var modelVariables: ModelVariables {
    unsafe ModelVariables(
      weights: UnsafePointer(weights.memory.base), others: variables.base,
      weightsAreFinite: weightsAreFinite)
  }

  /// Saves the variables before passes that may write them.
  func keepVariables() {
    unsafe earlierVariables.base.update(from: variables.base, count: variables.count)
  }

  /// Restores the variables as saved before the passes.
  func takeBackVariables() {
    unsafe variables.base.update(from: earlierVariables.base, count: variables.count)
  }

  /// Calls `body` with the non-trainable variables as before the step's passes, to compute a shard
  /// again.
  func withEarlierVariables<Result>(_ body: () throws -> Result) rethrows -> Result {
    let after = unsafe Array(UnsafeBufferPointer(start: variables.base, count: variables.count))
    takeBackVariables()
    defer { for (index, value) in after.enumerated() { unsafe variables.base[index] = value } }
    return try body()
  }
}

// MARK: - Beginning a run

extension RunMemory {
  /// Returns the memory for a model's next run: that of its last one if it is compatible, otherwise
  /// new memory with the model's variables; collective.
  ///
  /// The model's layers then refer to it.
  ///
  /// - Throws: `ModelError.optimizerState` when layers were added, frozen or unfrozen since
  ///   `compile`; MPI's errors.
  package static func of(
    _ model: Model, _ optimizer: any Optimizer, _ kind: ExchangeKind, in group: ProcessGroup
  ) throws -> RunMemory {
    let plan = try model.variablePlan()
    if let state = model.optimizerState, !state.fits(plan.parameterSpace) {
      throw ModelError.invalidValue(
        of: "the list of trained variables", expected: "that of compile; compile the model again",
        found: "changed since compile")
    }
    let last = (model.memory as? RunMemory).flatMap { memory in
      memory.serves(plan, kind, group) ? memory : nil
    }
    if try group.holdsEverywhere(last != nil), let last {
      last.kept = [:]
      last.weightsAreFinite = false
      try last.takeSlots(of: model.optimizerState, optimizer)
      return last
    }
    let memory = try RunMemory(plan, optimizer, kind, in: group)
    try unsafe memory.weights.write { unsafe plan.copyWeights(to: $0) }
    unsafe plan.copyOthers(to: memory.variables.base)
    try memory.takeSlots(of: model.optimizerState, optimizer)
    plan.refer(to: memory.weights.memory, memory.variables)
    model.memory = memory
    return memory
  }

  /// Returns whether a run of these variables can reuse this memory: the layers still refer to it.
  private func serves(_ plan: VariablePlan, _ kind: ExchangeKind, _ group: ProcessGroup) -> Bool {
    guard let common = plan.commonMemory, self.group.isSame(as: group),
      isPrivate == (kind.resolved(for: group) == .mpi),
      plan.parameterSpace.count == weights.memory.count
    else { return false }
    return (common.weights ?? weights.memory) === weights.memory
      && (common.others ?? variables) === variables
  }

  /// Takes over the model's slots, or creates them with their initial values.
  private func takeSlots(of state: OptimizerState?, _ optimizer: any Optimizer) throws {
    guard try group.holdsEverywhere(state != nil), let state else {
      optimizerState = OptimizerState(
        initialOf: optimizer, slice: slice, of: plan.parameterSpace)
      return
    }
    guard try !group.holdsEverywhere(state.slice == slice) else {
      optimizerState = state
      return
    }
    try unsafe group.redistribute(
      state.slots.base, of: state.slice, to: optimizerState.slots.base, slice,
      vectorCount: state.slotCount)
  }
}

// MARK: - From rank 0 to all

extension RunMemory {
  /// Receives the state that rank 0 has read; collective, with nil on the other ranks.
  ///
  /// - Throws: MPI's errors.
  func receive(_ state: ModelState?, _ optimizer: any Optimizer) throws {
    weightsAreFinite = false
    let target = unsafe weights.memory.base
    try unsafe weights.write { _ in }
    try unsafe group.broadcastPieces(of: state?.weights, count: weights.memory.count) {
      range, piece in
      guard weights.isWriter else { return }
      unsafe (target + range.lowerBound).update(from: piece, count: range.count)
    }
    try unsafe weights.write { _ in }
    try unsafe group.broadcastPieces(of: state?.variables, count: variables.count) { range, piece in
      unsafe (variables.base + range.lowerBound).update(from: piece, count: range.count)
    }
    optimizerState = OptimizerState(initialOf: optimizer, slice: slice, of: plan.parameterSpace)
    let count = plan.parameterSpace.count
    for slot in 0..<optimizerState.slotCount {
      let values = state.flatMap { state in
        state.slots.isEmpty ? nil : Array(state.slots[slot * count..<(slot + 1) * count])
      }
      guard try !group.fromFirst({ values == nil ? [] : [1] }).isEmpty else { continue }
      try unsafe receiveSlice(values, into: optimizerState.slots.base + slot * slice.count)
    }
  }

  /// Receives this rank's slice of a vector of rank 0.
  func receiveSlice(_ values: [Float]?, into target: UnsafeMutablePointer<Float>) throws {
    try unsafe group.broadcastPieces(of: values, count: plan.parameterSpace.count) { range, piece in
      let part = range.clamped(to: slice)
      guard !part.isEmpty else { return }
      unsafe (target + (part.lowerBound - slice.lowerBound)).update(
        from: piece + (part.lowerBound - range.lowerBound), count: part.count)
    }
  }
}

extension OptimizerState {
  /// Creates slots with the optimizer's initial values.
  convenience init(initialOf optimizer: any Optimizer, slice: Range<Int>, of space: ParameterSpace)
  {
    self.init(slotCount: optimizer.slotNames.count, slice: slice, of: space)
    for slot in 0..<slotCount {
      unsafe (slots.base + slot * slice.count).update(
        repeating: optimizer.initialValue(ofSlot: slot), count: slice.count)
    }
  }
}
