package import Engine

/// The settings of `compile`.
package struct Compilation {
  package var optimizer: any Optimizer
  package let objective: Objective
  /// The clipping of gradients.
  package let clipping: GradientClipping?

  package init(
    optimizer: any Optimizer, objective: Objective, clipping: GradientClipping? = nil
  ) {
    self.optimizer = optimizer
    self.objective = objective
    self.clipping = clipping
  }
}

extension Compilation {
  /// Checks the optimizer's numbers, and that a file can hold those of all parts.
  ///
  /// - Throws: `ModelError.invalidValue` naming the number and its part.
  func checkConfiguration() throws(ModelError) {
    try optimizer.check()
    guard Set(optimizer.slotNames).count == optimizer.slotNames.count else {
      throw .invalidValue(
        of: "the slot names of \(optimizer.className)", expected: "each name once",
        found: optimizer.slotNames.joined(separator: ", "))
    }
    try optimizer.learningRate.checkConfiguration()
    try optimizer.checkConfiguration()
    try optimizer.checkClassName(among: NamedParts.optimizers.map(\.className), "an optimizer")
    for loss in objective.losses {
      try loss.checkConfiguration()
      try loss.checkClassName(among: NamedParts.losses.map(\.className), "a loss")
    }
    for metric in objective.metrics.joined() {
      try metric.checkConfiguration()
      try metric.checkClassName(among: NamedParts.metrics.map(\.className), "a metric")
      try metric.checkName()
    }
  }

  /// Checks that the numbers of several outputs are not taken for those of validation data.
  ///
  /// - Throws: `ModelError.invalidValue` naming the layer.
  func checkOutputNames(_ graph: Graph) throws(ModelError) {
    guard graph.outputs.count > 1 else { return }
    for name in graph.outputs.map({ graph.calls[$0].name }) where "\(name)_".hasPrefix("val_") {
      throw .invalidValue(
        of: "the name of an output's layer",
        expected: "one that does not begin with val: its loss would be called \(name)_loss, as if "
          + "of validation data", found: name)
    }
  }
}

extension Configurable {
  /// Checks that no file takes a part of a program's own for one of the library's.
  ///
  /// - Throws: `ModelError.invalidValue` for a name that is empty, or one of the library's.
  fileprivate func checkClassName(among names: [String], _ kind: String) throws(ModelError) {
    guard !(self is any BuiltInPart) || self is LossFunction else { return }
    guard className.isEmpty || names.first(named: className, by: { $0 }) != nil else { return }
    throw .invalidValue(
      of: "the name of \(kind) of the program's own",
      expected: "a text that no other has: files name parts by it",
      found: className.debugDescription)
  }
}

extension Metric {
  /// Names that stand for other numbers in logs.
  private static var reserved: [String] {
    [
      "epoch", "learning_rate", "steps", "seconds", "step_milliseconds", "validation_seconds",
      "checkpoint_seconds",
    ]
  }

  /// Checks the name.
  ///
  /// - Throws: `ModelError.invalidValue` for a name that logs cannot tell from another number's.
  package func checkName() throws(ModelError) {
    let isPlain = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    guard !name.isEmpty, isPlain, !name.hasPrefix("val_"), !Self.reserved.contains(name) else {
      throw .invalidValue(
        of: "the name of metric \(className)",
        expected: "text in one line that does not begin with val_, and none of "
          + Self.reserved.joined(separator: ", "), found: name.debugDescription)
    }
  }
}

extension Graph {
  /// - Throws: `ModelError.invalidValue` naming the layer and its number that no file can hold.
  func checkConfiguration() throws(ModelError) {
    for call in calls { try call.layer.checkConfiguration(of: "layer \(call.name)") }
  }
}

extension Model {
  /// Checks what may have changed since `compile`: the numbers of layers, losses, metrics and the
  /// optimizer.
  ///
  /// - Throws: `ModelError.invalidValue` naming the number and its part.
  package func checkConfiguration() throws(ModelError) {
    try checkOptimizerIsPlaced()
    try graph().checkConfiguration()
    try compilation?.checkConfiguration()
  }

  /// Compiles the model with given settings.
  ///
  /// - Throws: `ModelError` when the model does not support them.
  package func compile(_ compilation: Compilation) throws(ModelError) {
    let objective = compilation.objective
    try compile(
      optimizer: compilation.optimizer, losses: objective.losses,
      lossWeights: objective.lossWeights, metrics: objective.metrics,
      clipping: compilation.clipping)
  }
}
