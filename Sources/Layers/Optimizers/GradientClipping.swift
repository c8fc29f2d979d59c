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

/// Keras's clipping arguments of an optimizer, which `compile` takes over.
package struct ClippingArguments: Sendable, Equatable {
  package var clipnorm: Float?
  package var clipvalue: Float?
  package var globalClipnorm: Float?

  /// No clipping, unless arguments say otherwise.
  package init(clipnorm: Float? = nil, clipvalue: Float? = nil, globalClipnorm: Float? = nil) {
    self.clipnorm = clipnorm
    self.clipvalue = clipvalue
    self.globalClipnorm = globalClipnorm
  }

  /// The clipping that is meant; nil for none.
  ///
  /// - Throws: `ModelError.invalidValue` for several arguments.
  package func clipping(of optimizer: String) throws(ModelError) -> GradientClipping? {
    let given: [GradientClipping] =
      (clipnorm.map { [.norm($0)] } ?? []) + (clipvalue.map { [.value($0)] } ?? [])
      + (globalClipnorm.map { [.globalNorm($0)] } ?? [])
    guard given.count <= 1 else {
      throw .invalidValue(
        of: "the clipping of \(optimizer)",
        expected: "one of clipnorm, clipvalue and globalClipnorm",
        found: given.map { "\($0.keyword) \($0.limit)" }.joined(separator: " and "))
    }
    return given.first
  }
}

extension Optimizer {
  /// Returns the optimizer without Keras's clipping arguments, and the clipping that they or
  /// `compile`, with `other`, ask for.
  ///
  /// - Throws: `ModelError.invalidValue` for several.
  func takingClipping(
    or other: GradientClipping?
  ) throws(ModelError) -> (optimizer: any Optimizer, clipping: GradientClipping?) {
    guard var optimizer = self as? any BuiltInOptimizer,
      let clipping = try optimizer.clippingArguments.clipping(of: className)
    else { return (self, other) }
    guard other == nil else {
      throw .invalidValue(
        of: "clipping", expected: "one of compile, or of \(className)", found: "both")
    }
    optimizer.clippingArguments = ClippingArguments()
    return (optimizer, clipping)
  }
}
