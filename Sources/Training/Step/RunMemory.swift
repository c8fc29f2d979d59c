package import Engine
package import Layers
package import Parallel

/// The numbers of a run on this rank: weights, one copy for each host; other variables; this rank's
/// slice of the optimizer's slots.
///
/// It stays with the model after the run, so that nothing has to be collected or copied: layers
/// refer to it, and the next run goes on in it.
@safe
package final class RunMemory {
  /// The weights that the ranks of a host read, and whose slices they update.
  package let weights: HostWeights
  /// This rank's slots.
  package private(set) var optimizerState: OptimizerState
  /// Whether all ranks' weights are known to be finite.
  var weightsAreFinite = false

  let plan: VariablePlan
  /// Which run of the parameter space each rank updates, by rank.
  let slices: [Range<Int>]
  let group: ProcessGroup
  /// The non-trainable variables, the same numbers on every rank.
  let variables: VariableMemory
  /// The same before the step's passes: a step without an update changes nothing.
  private let earlierVariables: Arena
  /// Copies that callbacks asked to keep.
  var kept: [Int: KeptWeights] = [:]
  private let isPrivate: Bool
  /// The slots' names, in order.
  let slotNames: [String]

  /// Takes room for a run, with the slots' first values; every rank calls it.
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
    earlierVariables = Arena(count: plan.variableSpace.count)
    optimizerState = OptimizerState(
      initialOf: optimizer, slice: slices[group.rank], of: plan.parameterSpace)
  }

  /// This rank's slice of the parameter space.
  var slice: Range<Int> { slices[group.rank] }

  /// What passes read, and what layers with statistics of their own write.
  var modelVariables: ModelVariables {
    unsafe ModelVariables(
      weights: UnsafePointer(weights.memory.base), others: variables.base,
      weightsAreFinite: weightsAreFinite)
  }

  /// Keeps what passes may write to the variables from being for good.
  func keepVariables() {
    unsafe earlierVariables.base.update(from: variables.base, count: variables.count)
  }

  /// Takes back what passes have written to the variables.
  func takeBackVariables() {
    unsafe variables.base.update(from: earlierVariables.base, count: variables.count)
  }

  /// The non-trainable variables before the step's passes, for computing a share again.
  func withEarlierVariables<Result>(_ body: () throws -> Result) rethrows -> Result {
    let after = unsafe Array(UnsafeBufferPointer(start: variables.base, count: variables.count))
    takeBackVariables()
    defer { for (index, value) in after.enumerated() { unsafe variables.base[index] = value } }
    return try body()
  }
}

// MARK: - Beginning a run

extension RunMemory {
  /// The memory for a model's next run: that of its last one, where that is of the same kind, else
  /// new memory with the model's numbers; every rank calls it.
  ///
  /// The model's layers refer to it from then on.
  ///
  /// - Throws: `ModelError.optimizerState` where layers were added, frozen or thawed since
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

  /// Whether a run of these variables may go on here: the layers refer to this memory, nobody has
  /// given them other values since.
  private func serves(_ plan: VariablePlan, _ kind: ExchangeKind, _ group: ProcessGroup) -> Bool {
    guard let common = plan.commonMemory, self.group.isSame(as: group),
      isPrivate == (kind.resolved(for: group) == .mpi),
      plan.parameterSpace.count == weights.memory.count
    else { return false }
    return (common.weights ?? weights.memory) === weights.memory
      && (common.others ?? variables) === variables
  }

  /// Takes the slots over that the model has, or begins with their first values.
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
  /// Takes over what rank 0 has read; every rank calls it, the others without a state.
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

  /// Takes this rank's slice of a vector of rank 0's.
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
  /// Slots with the optimizer's first values.
  convenience init(initialOf optimizer: any Optimizer, slice: Range<Int>, of space: ParameterSpace)
  {
    self.init(slotCount: optimizer.slotNames.count, slice: slice, of: space)
    for slot in 0..<slotCount {
      unsafe (slots.base + slot * slice.count).update(
        repeating: optimizer.initialValue(ofSlot: slot), count: slice.count)
    }
  }
}
