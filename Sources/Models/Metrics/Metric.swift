/// A number that is shown beside the loss.
///
/// So far there is one; its value is a ratio of integers, so no order of summation can change it.
public struct Metric: Sendable, Equatable {
  /// Keras's identifier: `accuracy`.
  public let identifier: String

  init(_ identifier: String) {
    self.identifier = identifier
  }

  /// The share of samples whose first largest output is their class.
  ///
  /// Source: Keras 3, `CategoricalAccuracy` and `SparseCategoricalAccuracy`, which `"accuracy"`
  /// becomes for one-hot and for integer labels.
  public static let accuracy = Metric("accuracy")

  /// Every metric, for looking one up by its name.
  public static let all: [Metric] = [.accuracy]
}
