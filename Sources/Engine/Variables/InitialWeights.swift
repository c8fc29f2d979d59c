import Kernels

extension ParameterSpace {
  /// Returns the initial weights of a model: a function of the seed and of the parameters' order
  /// and shapes only.
  public func initialWeights(seed: UInt64) -> [Float] {
    var weights = [Float](repeating: 0, count: count)
    let generator = Philox4x32(key: seed)
    unsafe weights.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for (index, parameter) in parameters.enumerated() {
        let counter = SIMD3<UInt32>(
          0, UInt32(truncatingIfNeeded: index), GeneratorPurpose.initialWeights.rawValue)
        unsafe parameter.initializer.fill(
          base + parameter.range.lowerBound, shape: parameter.shape, generator: generator,
          counter: counter)
      }
    }
    return weights
  }
}
