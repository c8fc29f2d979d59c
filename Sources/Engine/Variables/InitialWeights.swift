import Kernels

extension ParameterSpace {
  /// Returns the initial weights of a model: a function of the seed and of the parameters' order
  /// and shapes only.
  package func initialWeights(seed: UInt64) -> [Float] {
    var weights = [Float](repeating: 0, count: count)
    let generator = Philox4x32(key: seed)
    unsafe weights.withUnsafeMutableBufferPointer { all in
      for (index, parameter) in parameters.enumerated() {
        let counter = SIMD3<UInt32>(
          0, UInt32(truncatingIfNeeded: index), GeneratorPurpose.initialWeights.rawValue)
        var values = unsafe UnsafeMutableBufferPointer(rebasing: all[parameter.range]).mutableSpan
        parameter.initializer.fill(
          &values, shape: parameter.shape,
          random: ParameterRandom(generator: generator, counter: counter))
      }
    }
    return weights
  }
}
