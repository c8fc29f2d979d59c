import Lockstep

/// Section 4.3: what each activation makes of five numbers.
func activations(on group: ProcessGroup) throws {
  let numbers = Samples(values: [-2, -1, 0, 1, 2], shape: [5])
  group.print("x: \(numbers[0])")
  for function in ActivationFunction.all {
    let model = Sequential {
      InputLayer(shape: [5])
      Activation(function)
    }
    try model.compile(optimizer: .sgd, loss: .meanSquaredError)
    group.print("\(function.identifier): \(try model.predict(numbers)[0])")
  }
}
