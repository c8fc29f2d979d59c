package import Engine

/// How gradients that are too large are made smaller: after the exchange, before decay and update.
///
/// One of the three at most, as in Keras, whose arguments are `clipvalue`, `clipnorm` and
/// `global_clipnorm`.
public enum GradientClipping: Sendable, Equatable {
  /// Every element is moved into `-limit...limit`.
  case value(Float)
  /// Every parameter's gradient is scaled so that its Euclidean norm is at most the limit.
  case norm(Float)
  /// All gradients are scaled by one factor so that the norm over all of them is at most the limit.
  case globalNorm(Float)

  /// The largest value or norm that may remain.
  package var limit: Float {
    switch self {
    case .value(let limit), .norm(let limit), .globalNorm(let limit): limit
    }
  }

  /// What a gradient of the given norm is multiplied by: `limit / max(norm, limit)`.
  ///
  /// Exactly 1 for a norm up to the limit, 0 included; NaN for a norm that is not finite, so that
  /// such a gradient cannot pass for a small one. `value` scales nothing: 1.
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
