/// The update of one slice of the parameters.
package protocol OptimizerKernels {
  /// Updates `count` parameters by one step of Adadelta and returns whether all of them are finite.
  ///
  /// `a = rho * a + (1 - rho) * (g * g)`, `d = √(u + epsilon) * g / √(a + epsilon)`, `u = rho * u +
  /// (1 - rho) * (d * d)`, `w -= learningRate * d`, where `a` is the squared gradients' accumulator
  /// and `u` the squared updates'; each operation rounded by itself, in that order. All values are
  /// updated even where the gradient is not finite. Source: Zeiler 2012, Algorithm 1, with the
  /// learning rate of Keras 3, `Adadelta`.
  static func adadelta(
    _ step: AdadeltaStep, parameters: UnsafeMutablePointer<Float>,
    gradient: UnsafePointer<Float>, gradientAccumulator: UnsafeMutablePointer<Float>,
    updateAccumulator: UnsafeMutablePointer<Float>, count: Int
  ) -> Bool

  /// Updates `count` parameters by one step of Adagrad and returns whether all of them are finite.
  ///
  /// `a += g * g`, `w -= learningRate * g / √(a + epsilon)`, each operation rounded by itself, in
  /// that order. All values are updated even where the gradient is not finite. Source: Duchi, Hazan
  /// and Singer 2011, section 1.1, as in Keras 3, `Adagrad`.
  static func adagrad(
    learningRate: Float, epsilon: Float, parameters: UnsafeMutablePointer<Float>,
    gradient: UnsafePointer<Float>, accumulator: UnsafeMutablePointer<Float>, count: Int
  ) -> Bool

  /// Updates `count` parameters by one step of Adam and returns whether all of them are finite.
  ///
  /// `m += (g - m) * (1 - beta1)`, `v += (g * g - v) * (1 - beta2)`, `w -= m * alpha / (√v +
  /// epsilon)`, each operation rounded by itself, in that order. All values are updated even where
  /// the gradient is not finite. Source: Keras 3, `Adam`.
  static func adam(
    _ step: AdamStep, parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    momentum: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, count: Int
  ) -> Bool

  /// Clips `count` values to `[-limit, limit]`, in place; NaN stays NaN.
  ///
  /// Source: Keras 3, `clipvalue`.
  static func clip(_ values: UnsafeMutablePointer<Float>, count: Int, limit: Float)

  /// Multiplies `count` values by `factor`, in place.
  static func scale(_ values: UnsafeMutablePointer<Float>, count: Int, by factor: Float)

  /// Updates `count` parameters by one step of RMSprop and returns whether all of them are finite.
  ///
  /// `v = rho * v + (1 - rho) * (g * g)`; with an `average` (centered) `a = rho * a + (1 - rho) *
  /// g` and `u = v - a * a`, else `u = v`; `d = learningRate * g / √(u + epsilon)`; with a
  /// `momentum` `m = momentum * m + d` and `w -= m`, else `w -= d`. Each operation is rounded by
  /// itself, in that order. All values are updated even where the gradient is not finite. Source:
  /// Keras 3, `RMSprop`, which follows Tieleman and Hinton 2012.
  static func rmsprop(
    _ step: RMSpropStep, parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    velocity: UnsafeMutablePointer<Float>, average: UnsafeMutablePointer<Float>?,
    momentum: UnsafeMutablePointer<Float>?, count: Int
  ) -> Bool

  /// Updates `count` parameters by gradient descent and returns whether all of them are finite.
  ///
  /// `w -= learningRate * g`, product and difference each rounded. Source: Keras 3, `SGD`.
  static func sgd(
    learningRate: Float, parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    count: Int
  ) -> Bool

  /// Updates `count` parameters by gradient descent with momentum and returns whether all of them
  /// are finite.
  ///
  /// `v = momentum * v - learningRate * g`, then `w += v`, or with `nesterov`
  /// `w += momentum * v - learningRate * g` with the new `v`; each operation rounded by itself.
  /// Source: Keras 3, `SGD`.
  static func sgd(
    learningRate: Float, momentum: Float, nesterov: Bool,
    parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    velocity: UnsafeMutablePointer<Float>, count: Int
  ) -> Bool

  /// Decays `count` parameters: `w -= w * weightDecay * learningRate`, each operation rounded by
  /// itself.
  ///
  /// Called before the step of an optimizer it gives decoupled weight decay; before `adam` it gives
  /// AdamW. Source: Loshchilov and Hutter 2019, Algorithms 1 and 2, in the order of Keras 3.
  static func decayWeights(
    learningRate: Float, weightDecay: Float, parameters: UnsafeMutablePointer<Float>, count: Int
  )
}
