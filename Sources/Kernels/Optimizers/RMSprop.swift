/// The parameters of one step of RMSprop.
public struct RMSpropStep {
  fileprivate var learningRate: Float
  fileprivate var rho: Float
  fileprivate var oneMinusRho: Float
  fileprivate var momentum: Float
  fileprivate var epsilon: Float

  /// Creates a step; `rho` and `1 - rho` are rounded once each.
  public init(learningRate: Float, rho: Double, momentum: Float, epsilon: Float) {
    self.learningRate = learningRate
    self.rho = Float(rho)
    oneMinusRho = Float(1 - rho)
    self.momentum = momentum
    self.epsilon = epsilon
  }
}

/// Updates `count` parameters by one step of RMSprop and returns whether all of them are finite.
///
/// `v = rho * v + (1 - rho) * (g * g)`; with an `average` (centered) `a = rho * a + (1 - rho) * g`
/// and `u = v - a * a`, else `u = v`; `d = learningRate * g / √(u + epsilon)`; with a `momentum` `m
/// = momentum * m + d` and `w -= m`, else `w -= d`. Each operation is rounded by itself, in that
/// order. All values are updated even where the gradient is not finite. Source: Keras 3, `RMSprop`,
/// which follows Tieleman and Hinton 2012.
public func rmsprop(
  _ step: RMSpropStep, parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
  velocity: UnsafeMutablePointer<Float>, average: UnsafeMutablePointer<Float>?,
  momentum: UnsafeMutablePointer<Float>?, count: Int
) -> Bool {
  let rate = Vector(repeating: step.learningRate)
  let rho = Vector(repeating: step.rho)
  let oneMinusRho = Vector(repeating: step.oneMinusRho)
  let decay = Vector(repeating: step.momentum)
  let epsilon = Vector(repeating: step.epsilon)
  var finiteness = Finiteness()
  forEachVector(count) { i, lanes in
    let g = Vector(loading: gradient + i, first: lanes)
    let v = rho * Vector(loading: velocity + i, first: lanes) + oneMinusRho * (g * g)
    v.store(to: velocity + i, first: lanes)
    var u = v
    if let average {
      let a = rho * Vector(loading: average + i, first: lanes) + oneMinusRho * g
      a.store(to: average + i, first: lanes)
      u = v - a * a
    }
    var descent = rate * g / (u + epsilon).squareRoots
    if let momentum {
      descent = decay * Vector(loading: momentum + i, first: lanes) + descent
      descent.store(to: momentum + i, first: lanes)
    }
    let w = Vector(loading: parameters + i, first: lanes)
    let updated = w - descent
    finiteness.add(updated.first(lanes))
    updated.store(to: parameters + i, first: lanes)
  }
  return finiteness.holds
}
