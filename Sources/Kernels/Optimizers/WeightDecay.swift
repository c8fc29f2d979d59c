/// Decays `count` parameters: `w -= w * weightDecay * learningRate`, each operation rounded by
/// itself.
///
/// Called before the step of an optimizer it gives decoupled weight decay; before `adam` it gives
/// AdamW. Source: Loshchilov and Hutter 2019, Algorithms 1 and 2, in the order of Keras 3.
public func decayWeights(
  learningRate: Float, weightDecay: Float, parameters: UnsafeMutablePointer<Float>, count: Int
) {
  let (rate, decay) = (Vector(repeating: learningRate), Vector(repeating: weightDecay))
  @inline(__always)
  func decayed(_ w: Vector) -> Vector {
    w - w * decay * rate
  }
  mapVectors(parameters, into: parameters, count: count, decayed)
}
