/// Where an operation's operands are: offsets into the program's memory and the variables.
struct OperationSlot {
  let operation: any Operation
  let inputs: [Int]
  let output: Int
  /// Nil where nothing upstream has parameters.
  var inputGradients: [Int?]
  /// Nil where neither the operation nor anything upstream has parameters: then it has no backward
  /// pass.
  let outputGradient: Int?
  /// Where the layer's parameters start in the parameter space; none where they are frozen.
  let parameters: [Int]
  /// Where the parameters of a frozen layer are.
  let frozen: FrozenParameters?
  /// Where the layer's other variables start in theirs.
  let variables: [Int]
  /// Whether another call of the same layer has the same parameters.
  let sharesParameters: Bool
  let scratch: Int
  let state: Int
  /// The call's index in model order.
  let layer: Int
  /// The elements of one sample of each input, and of the output.
  let inputSizes: [Int]
  let outputSize: Int
  /// What is added up once the operation has run backward: tensors with several readers have a
  /// gradient from each.
  var additions: [GradientAddition] = []
}

/// The parameters of a layer that is not trained.
struct FrozenParameters {
  /// Where they start in the variable space.
  let offsets: [Int]
  /// For each, memory for the gradient that an operation computes all the same.
  let discarded: [Int]
}

/// The gradient that one of a tensor's readers gave, and where the others' stands.
struct GradientAddition {
  let source: Int
  let target: Int
  /// The elements of one sample.
  let size: Int
}

/// All numbers that a model keeps; pointers are borrowed.
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

  /// The numbers of a model.
  package init(
    weights: UnsafePointer<Float>, others: UnsafeMutablePointer<Float>,
    weightsAreFinite: Bool = false
  ) {
    unsafe self.weights = weights
    unsafe self.others = others
    self.weightsAreFinite = weightsAreFinite
  }
}
