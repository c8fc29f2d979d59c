import KernelInterface

extension CompiledKernels {
  package static func decayWeights(
    learningRate: Float, weightDecay: Float, parameters: UnsafeMutablePointer<Float>, count: Int
  ) {
    let (rate, decay) = (Vector(repeating: learningRate), Vector(repeating: weightDecay))
    @inline(__always)
    func decayed(_ w: Vector) -> Vector {
      w - w * decay * rate
    }
    mapVectors(parameters, into: parameters, count: count, decayed)
  }
}
