/// The offsets of an operation's operands in the program's memory and in the variables.
struct OperationSlot {
  let operation: any Operation
  /// The operation again where it is the library's own.
  let builtIn: (any BuiltInOperation)?
  let inputs: [Int]
  let output: Int
  /// Nil where nothing upstream has parameters.
  var inputGradients: [Int?]
  /// Nil where neither the operation nor anything upstream has parameters: then it has no backward
  /// pass.
  let outputGradient: Int?
  /// The offsets of the layer's parameters in the parameter space; empty where they are frozen.
  let parameters: [Int]
  /// A frozen layer's parameters.
  let frozen: FrozenParameters?
  /// The offsets of the layer's other variables in the variable space.
  let variables: [Int]
  /// Whether another call of the same layer shares the parameters.
  let sharesParameters: Bool
  let scratch: Int
  let state: Int
  /// The call's index in model order.
  let layer: Int
  /// The elements of one sample of each input.
  let inputSizes: [Int]
  let outputSize: Int
  /// The gradients to add after the operation has run backward: a tensor with several readers has a
  /// gradient from each.
  var additions: [GradientAddition] = []
}

/// The parameters of a frozen layer.
struct FrozenParameters {
  /// The offsets in the variable space.
  let offsets: [Int]
  /// The offset of each one's unused gradient, which the operation still computes.
  let discarded: [Int]
}

/// The gradient from one of a tensor's readers, and the sum that it is added to.
struct GradientAddition {
  let source: Int
  let target: Int
  /// The elements of one sample.
  let size: Int
}

/// All of a model's variables; pointers are borrowed.
@safe
package struct ModelVariables {
  /// The parameter space.
  let weights: UnsafePointer<Float>
  /// The non-trainable variables, as `Program.variableSpace` lays it out.
  let others: UnsafeMutablePointer<Float>
  /// Whether all weights are known to be finite, so that they need no check.
  let weightsAreFinite: Bool

  /// The parameter space.
  package var trainable: UnsafePointer<Float> { unsafe weights }
  /// The non-trainable variables.
  package var nonTrainable: UnsafeMutablePointer<Float> { unsafe others }

  /// Creates a view of the variables of a model.
  package init(
    weights: UnsafePointer<Float>, others: UnsafeMutablePointer<Float>,
    weightsAreFinite: Bool = false
  ) {
    unsafe self.weights = weights
    unsafe self.others = others
    self.weightsAreFinite = weightsAreFinite
  }
}
