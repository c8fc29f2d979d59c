/// What one operation sees during a forward pass.
///
/// Pointers are borrowed for the call.
@safe
public struct ForwardPass {
  /// The number of samples.
  public let rows: Int
  /// What the pass is for.
  public let phase: Phase

  /// The layer's place in model order.
  public var layer: Int { slot.layer }

  let slot: OperationSlot
  let memory: UnsafeMutablePointer<Float>
  let variables: ModelVariables

  /// An input, `rows` samples.
  public func input(_ place: Int) -> UnsafePointer<Float> {
    unsafe UnsafePointer(memory + slot.inputs[place])
  }

  /// The output, `rows` samples.
  public var output: UnsafeMutablePointer<Float> { unsafe memory + slot.output }

  /// A parameter's values.
  public func parameter(_ place: Int) -> UnsafePointer<Float> {
    unsafe variables.weights + slot.parameters[place]
  }

  /// Whether all parameters are known to be finite.
  public var parametersAreFinite: Bool { variables.weightsAreFinite }

  /// The values of what no gradient changes, `place` counted among those of the layer.
  public func variable(_ place: Int) -> UnsafeMutablePointer<Float> {
    unsafe variables.others + slot.variables[place]
  }

  /// Scratch memory as large as the operation asked for, 64-byte aligned.
  public var scratch: UnsafeMutablePointer<Float> { unsafe memory + slot.scratch }

  /// Memory as large as the operation asked for that lasts from `forward` to `backward`.
  public var state: UnsafeMutablePointer<Float> { unsafe memory + slot.state }
}
