/// The parameters of one step of Adadelta.
package struct AdadeltaStep {
  package var learningRate: Float
  package var rho: Float
  package var oneMinusRho: Float
  package var epsilon: Float

  /// Creates a step; `rho` and `1 - rho` are rounded once each.
  package init(learningRate: Float, rho: Double, epsilon: Float) {
    self.learningRate = learningRate
    self.rho = Float(rho)
    oneMinusRho = Float(1 - rho)
    self.epsilon = epsilon
  }
}
