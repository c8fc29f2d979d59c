/// The parameters of one step of Adam.
///
/// Source: Kingma and Ba 2015, Algorithm 1 in the form of its section 2, as in Keras 3.
package struct AdamStep {
  /// `learningRate * √(1 - beta2^t) / (1 - beta1^t)`.
  package var alpha: Float
  package var oneMinusBeta1: Float
  package var oneMinusBeta2: Float
  package var epsilon: Float

  /// Creates the step with number `iteration`, t, counted from 1.
  ///
  /// Rates, powers and root are in `Double` and rounded once. Keras in single precision rounds
  /// `beta` before it takes its power: its first step with 0.999 is 6e-6 shorter than the
  /// formula's.
  package init(
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
