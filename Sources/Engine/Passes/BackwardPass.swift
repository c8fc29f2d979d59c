package import Kernels

/// The operands of one operation in a backward pass.
///
/// Pointers are borrowed for the call.
@safe
public struct BackwardPass {
  /// The partition of the rows into leaves, and into the blocks over which parameters' gradients
  /// are summed; the blocks may be finer than those of `training`.
  package let leaves: LeafRows
  /// The training pass of the forward pass.
  public let training: TrainingPass
  /// Whether the forward pass was one of inference, as `Model.gradients(_:_:training:)` computes by
  /// default: a layer that then computes something else has that one's gradient.
  public let isInference: Bool

  /// The layer's index in model order.
  public var layer: Int { slot.layer }

  let slot: OperationSlot
  let memory: UnsafeMutablePointer<Float>
  let variables: ModelVariables
  let gradients: UnsafeMutablePointer<Float>
  let blockStride: Int
  /// The cache lines that the operation may claim while it computes.
  package let claim: Claim

  /// The number of samples.
  public var rows: Int { leaves.rowCount }

  /// Returns an input, as the forward pass read it (unless the operation works in place).
  public func input(_ index: Int) -> UnsafePointer<Float> {
    unsafe UnsafePointer(memory + slot.inputs[index])
  }

  /// The output, as the forward pass wrote it.
  public var output: UnsafePointer<Float> { unsafe UnsafePointer(memory + slot.output) }

  /// The output's gradient; the operation may overwrite it.
  public var outputGradient: UnsafeMutablePointer<Float> {
    guard let offset = slot.outputGradient else {
      preconditionFailure("a backward pass of an operation without a gradient")
    }
    return unsafe memory + offset
  }

  /// Returns the destination of an input's gradient, or nil where nothing upstream has parameters.
  public func inputGradient(_ index: Int) -> UnsafeMutablePointer<Float>? {
    guard let offset = slot.inputGradients[index] else { return nil }
    return unsafe memory + offset
  }

  /// Returns a parameter's values.
  public func parameter(_ index: Int) -> UnsafePointer<Float> {
    guard let frozen = slot.frozen else { return unsafe variables.weights + slot.parameters[index] }
    return unsafe UnsafePointer(variables.others + frozen.offsets[index])
  }

  /// Whether the layer is frozen, so that its parameters' gradients are not needed.
  public var isFrozen: Bool { slot.frozen != nil }

  /// Returns the values of a non-trainable variable; `index` counts the layer's non-trainable
  /// variables.
  public func variable(_ index: Int) -> UnsafeMutablePointer<Float> {
    unsafe variables.others + slot.variables[index]
  }

  /// Returns the destination of a parameter's gradient, summed over the leaves of one block; a
  /// frozen layer's gradient is discarded.
  public func parameterGradient(_ index: Int, block: Int) -> UnsafeMutablePointer<Float> {
    if let frozen = slot.frozen { return unsafe memory + frozen.discarded[index] }
    return unsafe gradients + (block * blockStride + slot.parameters[index])
  }

  /// Scratch memory of the operation's `scratchCount(rows:)` floats, 64-byte aligned.
  public var scratch: UnsafeMutablePointer<Float> { unsafe memory + slot.scratch }

  /// Memory of the operation's `stateCount(rows:)` floats that lasts from `forward` to `backward`.
  public var state: UnsafeMutablePointer<Float> { unsafe memory + slot.state }

  /// Calls `body` for every block with the row offsets of its leaves and their number.
  public func forEachBlock(
    _ body: (_ block: Int, _ leafRows: UnsafePointer<Int>, _ leafCount: Int) -> Void
  ) {
    unsafe leaves.offsets.withUnsafeBufferPointer { offsets in
      guard let base = offsets.baseAddress else { return }
      for (block, range) in leaves.blocks.enumerated() {
        unsafe body(block, base + range.lowerBound, range.count)
      }
    }
  }
}
