package import Engine

// What `compile` and layers take for a part: the part itself, or Keras's name of it.

extension LossChoice {
  /// The loss that is meant.
  ///
  /// - Throws: `ModelError` for an unknown name, listing the known ones.
  package func chosenLoss() throws(ModelError) -> any Loss {
    if let word = self as? String { return try word.chosenLoss() }
    return try part(self as? any Loss, named: "the loss", "a Loss")
  }
}

extension MetricChoice {
  /// The metric that is meant.
  ///
  /// - Throws: `ModelError` for an unknown name, listing the known ones.
  package func chosenMetric() throws(ModelError) -> any Metric {
    if let word = self as? String { return try word.chosenMetric() }
    if self is MeanAbsoluteError { return ErrorMetric(.absolute) }
    if self is MeanSquaredError { return ErrorMetric(.squared) }
    return try part(self as? any Metric, named: "a metric", "a Metric")
  }
}

extension OptimizerChoice {
  /// The optimizer that is meant, with Keras's defaults where it is a name.
  ///
  /// - Throws: `ModelError` for an unknown name, listing the known ones.
  package func chosenOptimizer() throws(ModelError) -> any Optimizer {
    if let word = self as? String { return try word.chosenOptimizer() }
    return try part(self as? any Optimizer, named: "the optimizer", "an Optimizer")
  }
}

extension InitializerChoice {
  /// The initializer that is meant; for a name that is not known one whose `validate` says so.
  package var chosenInitializer: any Initializer {
    if let word = self as? String { return word.chosenInitializer }
    return self as? any Initializer ?? UnknownInitializer(name: "\(type(of: self))")
  }
}

private func part<Part>(
  _ part: Part?, named name: String, _ expected: String
) throws(ModelError) -> Part {
  guard let part else {
    throw .invalidValue(
      of: name, expected: "\(expected), or Keras's name of one", found: "another type")
  }
  return part
}
