/// A model's graph laid out once for passes of up to a number of rows.
///
/// A pass allocates nothing: every activation and gradient has its place in one arena.
@safe
package final class Program {
  /// The most rows that one pass can have.
  package let capacity: Int
  package let parameterSpace: ParameterSpace
  package let outputShape: Shape

  private let slots: [OperationSlot]
  /// The operations of a forward pass up to what the loss reads.
  private let lossSlotCount: Int
  private let lossOperation: any LossOperation
  private let inputOffset: Int
  private let outputOffset: Int
  private let lossInputOffset: Int
  private let lossGradientOffset: Int
  private let arena: Arena
  private let classes: UnsafeMutableBufferPointer<Int32>
  private let hits: UnsafeMutableBufferPointer<Int32>
  private let losses: Arena
  /// What the last forward pass for training was drawn with.
  private var draws = SampleDraws(seed: 0, epoch: 0, firstSample: 0)
  /// Nil unless a layer with parameters is called more than once.
  private let sharedGradients: SharedGradients?

  /// Lays out `graph` with `loss` on its output, for at most `capacity` rows a pass.
  ///
  /// - Throws: `ModelError.loss` when the loss does not fit the output.
  package init(_ graph: Graph, loss: any Loss, capacity: Int) throws(ModelError) {
    let layout = try ProgramLayout(graph, capacity: max(capacity, 1))
    let last = layout.slots.last?.operation
    // Cross-entropy on a softmax takes the logits: the softmax is left out of training.
    let fuses = last.map(loss.fuses(with:)) ?? false
    lossOperation = try loss.operation(for: layout.outputShape, onLogits: fuses)
    self.capacity = max(capacity, 1)
    parameterSpace = layout.parameterSpace
    outputShape = layout.outputShape
    slots = layout.slots
    lossSlotCount = layout.slots.count - (fuses ? 1 : 0)
    inputOffset = layout.inputOffset
    outputOffset = layout.outputOffset
    lossInputOffset = fuses ? layout.slots.last?.inputs[0] ?? 0 : layout.outputOffset
    lossGradientOffset =
      fuses ? layout.slots.last?.inputGradients[0] ?? 0 : layout.outputGradientOffset
    arena = Arena(count: layout.arenaCount)
    unsafe classes = .allocate(capacity: self.capacity)
    unsafe hits = .allocate(capacity: self.capacity)
    unsafe classes.initialize(repeating: 0)
    unsafe hits.initialize(repeating: 0)
    losses = Arena(count: self.capacity)
    sharedGradients = SharedGradients(layout.slots, of: layout.parameterSpace)
  }

  deinit {
    unsafe classes.deallocate()
    unsafe hits.deallocate()
  }

  /// Where the caller puts a pass's samples.
  package var input: UnsafeMutablePointer<Float> { unsafe arena.base + inputOffset }

  /// Where the caller puts a pass's class indices.
  package var labels: UnsafeMutablePointer<Int32> {
    guard let base = unsafe classes.baseAddress else { preconditionFailure("no label memory") }
    return unsafe base
  }

  /// The output of the last `predict`, row by row.
  package var output: UnsafePointer<Float> { unsafe UnsafePointer(arena.base + outputOffset) }

  /// The loss of each row of the last `forward` with a loss.
  package func loss(ofRow row: Int) -> Float { unsafe losses.base[row] }

  /// Whether each row of the last `forward` with a loss was classified right: 1 or 0.
  package func hit(ofRow row: Int) -> Int { unsafe Int(hits[row]) }
}

// MARK: - Passes

extension Program {
  /// Computes the output of `rows` rows.
  package func predict(rows: Int, weights: UnsafePointer<Float>) {
    unsafe forward(rows: rows, weights: weights, phase: .inference, through: slots.count)
  }

  /// Computes losses and hits of `rows` rows, without gradients.
  package func evaluate(rows: Int, weights: UnsafePointer<Float>) {
    unsafe forward(rows: rows, weights: weights, phase: .inference, through: lossSlotCount)
    lossOperation.evaluate(lossPass(rows: rows, scale: 0))
  }

  /// Computes losses and hits of `rows` rows, and the gradient of `scale` times the losses' sum
  /// with respect to what the loss reads.
  package func forward(
    rows: Int, weights: UnsafePointer<Float>, scale: Float, draws: SampleDraws
  ) {
    self.draws = draws
    unsafe forward(
      rows: rows, weights: weights, phase: .training(draws: draws), through: lossSlotCount)
    lossOperation.differentiate(lossPass(rows: rows, scale: scale))
  }

  /// Computes the parameters' gradients, summed over each block of `leaves`.
  ///
  /// Block `b` is written from `gradients + b * parameterSpace.count` on; the gaps between
  /// parameters are left alone.
  package func backward(
    _ leaves: LeafRows, weights: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
  ) {
    precondition(leaves.rowCount <= capacity, "\(leaves.rowCount) rows, room for \(capacity)")
    sharedGradients?.begin(leaves)
    for slot in slots[..<lossSlotCount].reversed() {
      let pass = unsafe BackwardPass(
        leaves: leaves, draws: draws, slot: slot, memory: arena.base, weights: weights,
        gradients: gradients, blockStride: parameterSpace.count)
      if let sharedGradients, slot.sharesParameters {
        sharedGradients.runBackward(pass)
      } else {
        slot.operation.backward(pass)
      }
    }
    unsafe sharedGradients?.finish(leaves, into: gradients)
  }

  private func forward(
    rows: Int, weights: UnsafePointer<Float>, phase: Phase, through end: Int
  ) {
    precondition(rows <= capacity, "\(rows) rows, room for \(capacity)")
    for slot in slots[..<end] {
      unsafe slot.operation.forward(
        ForwardPass(
          rows: rows, phase: phase, slot: slot, memory: arena.base, weights: weights))
    }
  }

  private func lossPass(rows: Int, scale: Float) -> LossPass {
    guard let hits = unsafe hits.baseAddress else { preconditionFailure("no hit memory") }
    return unsafe LossPass(
      rows: rows, scale: scale, predictions: UnsafePointer(arena.base + lossInputOffset),
      classes: UnsafePointer(labels), losses: losses.base, hits: hits,
      gradient: arena.base + lossGradientOffset)
  }
}
