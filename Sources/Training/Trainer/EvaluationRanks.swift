/// The ranks that compute losses and metrics of data that is not trained on; the bits are the same.
public enum EvaluationRanks: String, Sendable, CaseIterable {
  /// Rank 0, while the others sleep.
  case first
  /// Every rank a part of the samples, of which each rank must have the data.
  case all
}
