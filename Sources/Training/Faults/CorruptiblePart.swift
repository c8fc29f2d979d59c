/// The parts of a rank's step that a fault can change.
package enum CorruptiblePart: String, Sendable, CaseIterable {
  /// The samples of the model's first input, once they are gathered.
  case samples
  /// This rank's block sums, after the backward pass and before any rank reads them.
  case gradient
  /// This rank's slice of the weights, after the update and before other ranks may read it.
  case weights
  /// This rank's optimizer slots, after the update.
  case slots
  /// This host's copy of the weights that other ranks update, after the exchange.
  case copy
}
