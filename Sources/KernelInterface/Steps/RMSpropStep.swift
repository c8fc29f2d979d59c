/// The parameters of one step of RMSprop.
package struct RMSpropStep {
  package var learningRate: Float
  package var rho: Float
  package var oneMinusRho: Float
  package var momentum: Float
  package var epsilon: Float

  /// Creates a step; `rho` and `1 - rho` are rounded once each.
  package init(learningRate: Float, rho: Double, momentum: Float, epsilon: Float) {
    self.learningRate = learningRate
    self.rho = Float(rho)
    oneMinusRho = Float(1 - rho)
    self.momentum = momentum
    self.epsilon = epsilon
  }
}
