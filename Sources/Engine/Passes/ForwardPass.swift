/// What one operation is given in a forward pass.
///
/// Pointers are borrowed for the call.
@safe
public struct ForwardPass {
  /// The number of samples.
  public let rows: Int
  /// What the pass is for.
  public let phase: Phase

  /// The layer's index in model order.
  public var layer: Int { slot.layer }

  let slot: OperationSlot
  let memory: UnsafeMutablePointer<Float>
  let variables: ModelVariables

  /// An input, `rows` samples.
  public func input(_ index: Int) -> UnsafePointer<Float> {
    unsafe UnsafePointer(memory + slot.inputs[index])
  }

  /// The output, `rows` samples.
  public var output: UnsafeMutablePointer<Float> { unsafe memory + slot.output }

  /// A parameter's values.
  public func parameter(_ index: Int) -> UnsafePointer<Float> {
    guard let frozen = slot.frozen else { return unsafe variables.weights + slot.parameters[index] }
    return unsafe UnsafePointer(variables.others + frozen.offsets[index])
  }

  /// Whether the layer is not trained: a layer with statistics of its own then uses them.
  public var isFrozen: Bool { slot.frozen != nil }

  /// Whether all parameters are known to be finite.
  public var parametersAreFinite: Bool { variables.weightsAreFinite && !isFrozen }

  /// The values of a non-trainable variable, `index` counted among those of the layer.
  public func variable(_ index: Int) -> UnsafeMutablePointer<Float> {
    unsafe variables.others + slot.variables[index]
  }

  /// Scratch memory as large as the operation asked for, 64-byte aligned.
  public var scratch: UnsafeMutablePointer<Float> { unsafe memory + slot.scratch }

  /// Memory as large as the operation asked for that lasts from `forward` to `backward`.
  public var state: UnsafeMutablePointer<Float> { unsafe memory + slot.state }
}
