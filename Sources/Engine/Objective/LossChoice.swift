/// What `compile` takes for a loss: a loss, or Keras's name of one.
public protocol LossChoice: Sendable {
  /// The loss that is meant.
  ///
  /// - Throws: `ModelError.unsupported` for a name that is not known, with the names that are.
  func chosenLoss() throws(ModelError) -> any Loss
}
