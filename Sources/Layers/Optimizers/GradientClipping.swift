package import Engine

/// A limit on gradients, applied after the exchange and before decay and update.
///
/// Keras's arguments `clipvalue`, `clipnorm` and `global_clipnorm`, at most one of which can be
/// set.
public enum GradientClipping: Sendable, Equatable {
  /// Every element is clipped to `-limit...limit`.
  case value(Float)
  /// Every parameter's gradient is scaled so that its Euclidean norm is at most the limit.
  case norm(Float)
  /// All gradients are scaled by one factor so that the norm over all of them is at most the limit.
  case globalNorm(Float)

  /// The greatest value or norm after clipping.
  package var limit: Float {
    switch self {
    case .value(let limit), .norm(let limit), .globalNorm(let limit): limit
    }
  }

  /// Returns the factor of a gradient with the given norm: `limit / max(norm, limit)`.
  ///
  /// Exactly 1 for a norm up to the limit, 0 included; NaN for a norm that is not finite, so that
  /// such a gradient is not taken for a small one. Always 1 for `value`.
  package func factor(norm: Double) -> Float {
    if case .value = self { return 1 }
    guard norm.isFinite else { return .nan }
    return Float(Double(limit) / max(norm, Double(limit)))
  }

  /// The argument's name in Keras.
  package var keyword: String {
    switch self {
    case .value: "clipvalue"
    case .norm: "clipnorm"
    case .globalNorm: "global_clipnorm"
    }
  }

  /// Checks that the limit is finite and above 0.
  ///
  /// - Throws: `ModelError.invalidValue`.
  package func check() throws(ModelError) {
    try limit.checkAboveZero(keyword)
  }
}
