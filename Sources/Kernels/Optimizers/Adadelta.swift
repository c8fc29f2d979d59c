/// The parameters of one step of Adadelta.
public struct AdadeltaStep {
  fileprivate var learningRate: Float
  fileprivate var rho: Float
  fileprivate var oneMinusRho: Float
  fileprivate var epsilon: Float

  /// Creates a step; `rho` and `1 - rho` are rounded once each.
  public init(learningRate: Float, rho: Double, epsilon: Float) {
    self.learningRate = learningRate
    self.rho = Float(rho)
    oneMinusRho = Float(1 - rho)
    self.epsilon = epsilon
  }
}

/// Updates `count` parameters by one step of Adadelta and returns whether all of them are finite.
///
/// `a = rho * a + (1 - rho) * (g * g)`, `d = √(u + epsilon) * g / √(a + epsilon)`, `u = rho * u +
/// (1 - rho) * (d * d)`, `w -= learningRate * d`, where `a` is the squared gradients' accumulator
/// and `u` the squared updates'; each operation rounded by itself, in that order. All values are
/// updated even where the gradient is not finite. Source: Zeiler 2012, Algorithm 1, with the
/// learning rate of Keras 3, `Adadelta`.
public func adadelta(
  _ step: AdadeltaStep, parameters: UnsafeMutablePointer<Float>,
  gradient: UnsafePointer<Float>, gradientAccumulator: UnsafeMutablePointer<Float>,
  updateAccumulator: UnsafeMutablePointer<Float>, count: Int
) -> Bool {
  let rate = Vector(repeating: step.learningRate)
  let rho = Vector(repeating: step.rho)
  let oneMinusRho = Vector(repeating: step.oneMinusRho)
  let epsilon = Vector(repeating: step.epsilon)
  var finiteness = Finiteness()
  forEachVector(count) { i, lanes in
    let g = Vector(loading: gradient + i, first: lanes)
    let a = rho * Vector(loading: gradientAccumulator + i, first: lanes) + oneMinusRho * (g * g)
    a.store(to: gradientAccumulator + i, first: lanes)
    let u = Vector(loading: updateAccumulator + i, first: lanes)
    let d = (u + epsilon).squareRoots * g / (a + epsilon).squareRoots
    (rho * u + oneMinusRho * (d * d)).store(to: updateAccumulator + i, first: lanes)
    let w = Vector(loading: parameters + i, first: lanes)
    let updated = w - rate * d
    finiteness.add(updated.first(lanes))
    updated.store(to: parameters + i, first: lanes)
  }
  return finiteness.holds
}
