import Engine
import Kernels

/// The first values of a parameter; the same seed and counter everywhere in these tests.
func initialValues(
  _ initializer: any Initializer, _ shape: [Int], seed: UInt64 = 3
) -> [Float] {
  FloatingPointMode.flushDenormals()
  var values = [Float](repeating: .nan, count: shape.reduce(1, *))
  var span = values.mutableSpan
  initializer.fill(
    &span, shape: shape,
    random: ParameterRandom(generator: Philox4x32(key: seed), counter: [0, 0, 1]))
  return values
}

/// Mean and mean square.
func moments(_ values: [Float]) -> (mean: Double, square: Double) {
  let count = Double(values.count)
  return values.reduce((0, 0)) { sums, value in
    (sums.0 + Double(value) / count, sums.1 + Double(value) * Double(value) / count)
  }
}
