/// The parameters of one step of Adam.
///
/// Source: Kingma and Ba 2015, Algorithm 1 in the form of its section 2, as in Keras 3.
public struct AdamStep {
  /// `learningRate * √(1 - beta2^t) / (1 - beta1^t)`.
  var alpha: Float
  var oneMinusBeta1: Float
  var oneMinusBeta2: Float
  var epsilon: Float

  /// Creates the step with number `iteration`, t, counted from 1.
  ///
  /// Rates, powers and root are in `Double` and rounded once. Keras in single precision rounds
  /// `beta` before it takes its power: its first step with 0.999 is 6e-6 shorter than the
  /// formula's.
  public init(
    learningRate: Float, beta1: Double, beta2: Double, epsilon: Float, iteration: Int
  ) {
    let correction1 = 1 - Elementary.power(beta1, iteration)
    let correction2 = 1 - Elementary.power(beta2, iteration)
    alpha = Float(Double(learningRate) * correction2.squareRoot() / correction1)
    oneMinusBeta1 = Float(1 - beta1)
    oneMinusBeta2 = Float(1 - beta2)
    self.epsilon = epsilon
  }
}

/// Updates `count` parameters by one step of Adam and returns whether all of them are finite.
///
/// `m += (g - m) * (1 - beta1)`, `v += (g * g - v) * (1 - beta2)`, `w -= m * alpha / (√v +
/// epsilon)`, each operation rounded by itself, in that order. All values are updated even where
/// the gradient is not finite. Source: Keras 3, `Adam`.
public func adam(
  _ step: AdamStep, parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
  momentum: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, count: Int
) -> Bool {
  let alpha = Vector(repeating: step.alpha)
  let rate1 = Vector(repeating: step.oneMinusBeta1)
  let rate2 = Vector(repeating: step.oneMinusBeta2)
  let epsilon = Vector(repeating: step.epsilon)
  var finiteness = Finiteness()
  forEachVector(count) { i, lanes in
    let g = Vector(loading: gradient + i, first: lanes)
    var m = Vector(loading: momentum + i, first: lanes)
    var v = Vector(loading: velocity + i, first: lanes)
    let w = Vector(loading: parameters + i, first: lanes)
    m += (g - m) * rate1
    v += (g * g - v) * rate2
    m.store(to: momentum + i, first: lanes)
    v.store(to: velocity + i, first: lanes)
    let updated = w - m * alpha / (v.squareRoots + epsilon)
    finiteness.add(updated.first(lanes))
    updated.store(to: parameters + i, first: lanes)
  }
  return finiteness.holds
}
