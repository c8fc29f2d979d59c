import Lockstep

/// The lines on what is inside of a model.
func gradientSnippets(_ model: Model, _ x: Samples, _ y: Labels) throws {
  for (name, shape, values) in try model.gradients(x.prefix(128), y.prefix(128), training: true) {
    print(name, shape, values.map(abs).max() ?? 0)
  }
  let hidden = try model.activations(x.prefix(8)).first { $0.name == "dense" }
  print(hidden?.shape ?? [])
}
