package import Kernels

/// What one operation is given in a backward pass.
///
/// Pointers are borrowed for the call.
@safe
public struct BackwardPass {
  /// How the rows are cut into leaves and into the blocks that parameters' gradients are summed
  /// over; the latter may be finer than those of `training`.
  public let leaves: LeafRows
  /// What the forward pass was given.
  public let training: TrainingPass

  /// The layer's index in model order.
  public var layer: Int { slot.layer }

  let slot: OperationSlot
  let memory: UnsafeMutablePointer<Float>
  let variables: ModelVariables
  let gradients: UnsafeMutablePointer<Float>
  let blockStride: Int
  /// What the operation may claim while it computes.
  package let claim: Claim

  /// The number of samples.
  public var rows: Int { leaves.rowCount }

  /// An input, as the forward pass read it (unless the operation works in place).
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

  /// Where an input's gradient goes, or nil where nothing upstream has parameters.
  public func inputGradient(_ index: Int) -> UnsafeMutablePointer<Float>? {
    guard let offset = slot.inputGradients[index] else { return nil }
    return unsafe memory + offset
  }

  /// A parameter's values.
  public func parameter(_ index: Int) -> UnsafePointer<Float> {
    guard let frozen = slot.frozen else { return unsafe variables.weights + slot.parameters[index] }
    return unsafe UnsafePointer(variables.others + frozen.offsets[index])
  }

  /// Whether the layer is not trained, so that its parameters' gradients are not needed.
  public var isFrozen: Bool { slot.frozen != nil }

  /// The values of a non-trainable variable, `index` counted among those of the layer.
  public func variable(_ index: Int) -> UnsafeMutablePointer<Float> {
    unsafe variables.others + slot.variables[index]
  }

  /// Where a parameter's gradient goes, summed over the leaves of one block; of a frozen layer it
  /// is discarded.
  public func parameterGradient(_ index: Int, block: Int) -> UnsafeMutablePointer<Float> {
    if let frozen = slot.frozen { return unsafe memory + frozen.discarded[index] }
    return unsafe gradients + (block * blockStride + slot.parameters[index])
  }

  /// Scratch memory as large as the operation asked for, 64-byte aligned.
  public var scratch: UnsafeMutablePointer<Float> { unsafe memory + slot.scratch }

  /// Memory as large as the operation asked for that lasts from `forward` to `backward`.
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
