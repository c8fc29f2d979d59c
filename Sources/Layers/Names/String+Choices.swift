public import Engine

/// Keras's names, wherever Keras accepts strings:
/// `compile(optimizer: "adam", loss: "mse", metrics: ["acc"])`.
extension String: LossChoice, MetricChoice, OptimizerChoice, InitializerChoice {
  /// Returns the loss with this name, with Keras's defaults.
  ///
  /// - Throws: `ModelError.unsupported` that lists the losses' names.
  package func chosenLoss() throws(ModelError) -> any Loss {
    try NamedParts.part(
      self, among: NamedParts.losses, kind: "loss", in: "compile", className: \.className,
      listing: \.identifier)
  }

  /// The metric of this name, with Keras's defaults; logs call it by the word: `acc` stays `acc`.
  ///
  /// - Throws: `ModelError.unsupported` that lists the metrics' names.
  package func chosenMetric() throws(ModelError) -> any Metric {
    NamedMetric.metric(
      try NamedParts.part(
        self, among: NamedParts.metrics, kind: "metric", in: "compile", className: \.className,
        listing: \.name), named: self)
  }

  /// Returns the optimizer with this name, with Keras's defaults.
  ///
  /// - Throws: `ModelError.unsupported` that lists the optimizers' names.
  package func chosenOptimizer() throws(ModelError) -> any Optimizer {
    try NamedParts.part(
      self, among: NamedParts.optimizers, kind: "optimizer", in: "compile",
      className: \.className, listing: { $0.className.lowercased() })
  }

  /// The initializer with this name, with Keras's defaults; for an unknown name, one with a
  /// `validate` that throws `ModelError.unsupported`.
  package var chosenInitializer: any Initializer {
    NamedParts.initializers.first(named: self, by: \.className) ?? UnknownInitializer(name: self)
  }
}
