/// The operands of one operation in a forward pass.
///
/// Pointers are borrowed for the call.
@safe
public struct ForwardPass {
  /// The number of samples.
  public let rows: Int
  /// The purpose of the pass.
  public let phase: Phase

  /// The layer's index in model order.
  public var layer: Int { slot.layer }

  let slot: OperationSlot
  let memory: UnsafeMutablePointer<Float>
  let variables: ModelVariables

  /// Returns an input of `rows` samples.
  public func input(_ index: Int) -> UnsafePointer<Float> {
    unsafe UnsafePointer(memory + slot.inputs[index])
  }

  /// The output, `rows` samples.
  public var output: UnsafeMutablePointer<Float> { unsafe memory + slot.output }

  /// Returns a parameter's values.
  public func parameter(_ index: Int) -> UnsafePointer<Float> {
    guard let frozen = slot.frozen else { return unsafe variables.weights + slot.parameters[index] }
    return unsafe UnsafePointer(variables.others + frozen.offsets[index])
  }

  /// Whether the layer is frozen: a layer with moving statistics then uses them.
  public var isFrozen: Bool { slot.frozen != nil }

  /// Whether all parameters are known to be finite.
  package var parametersAreFinite: Bool { variables.weightsAreFinite && !isFrozen }

  /// Returns the values of a non-trainable variable; `index` counts the layer's non-trainable
  /// variables.
  public func variable(_ index: Int) -> UnsafeMutablePointer<Float> {
    unsafe variables.others + slot.variables[index]
  }

  /// Scratch memory of the operation's `scratchCount(rows:)` floats, 64-byte aligned.
  public var scratch: UnsafeMutablePointer<Float> { unsafe memory + slot.scratch }

  /// Memory of the operation's `stateCount(rows:)` floats that lasts from `forward` to `backward`.
  public var state: UnsafeMutablePointer<Float> { unsafe memory + slot.state }
}
