/// A loss as `compile` accepts it: a `Loss`, or Keras's name of one.
public protocol LossChoice: Sendable {
  /// Returns the loss.
  ///
  /// - Throws: `ModelError.unsupported` for an unknown name, listing the known ones.
  func chosenLoss() throws(ModelError) -> any Loss
}
