import Kernels
import TestSupport
import Testing

/// `y = f(x)`, element by element.
typealias Elementwise = (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void

/// `dx = f'(x) * dy` from an input or an output, element by element.
typealias ElementwiseGradient = (
  UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
) -> Void

/// The results of an elementwise kernel, which must be the same in place and not.
func applied(_ kernel: Elementwise, _ x: [Float]) -> [Float] {
  let (input, output) = (GuardedBuffer(x), GuardedBuffer(count: x.count))
  kernel(input.pointer, output.pointer, x.count)
  #expect(output.isIntactBefore)
  kernel(input.pointer, input.pointer, x.count)
  expectSameBits(input.values, output.values, "in place")
  return output.values
}

/// The results of an elementwise gradient, which must be the same in place of `dy` and not.
func applied(_ kernel: ElementwiseGradient, _ x: [Float], _ dy: [Float]) -> [Float] {
  let (input, gradient) = (GuardedBuffer(x), GuardedBuffer(dy))
  let output = GuardedBuffer(count: x.count)
  kernel(input.pointer, gradient.pointer, output.pointer, x.count)
  #expect(output.isIntactBefore)
  kernel(input.pointer, gradient.pointer, gradient.pointer, x.count)
  expectSameBits(gradient.values, output.values, "in place")
  return output.values
}

/// Expects an activation and its gradient to be a scalar loop's in every remainder of the vectors.
///
/// `slope` gets the input and the output.
func expectScalarLoops(
  _ kernel: Elementwise, _ value: (Float) -> Float, count: Int, seed: UInt64,
  gradient: ElementwiseGradient, fromOutput: Bool,
  _ slope: (_ x: Float, _ y: Float, _ dy: Float) -> Float,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  var samples = SampleValues(seed: seed + UInt64(count))
  let x = samples.floats(count, scale: 6)
  let dy = samples.floats(count)
  let y = applied(kernel, x)
  expectSameBits(y, x.map(value), "\(count) values", sourceLocation: sourceLocation)
  let expected = x.indices.map { slope(x[$0], y[$0], dy[$0]) }
  expectSameBits(
    applied(gradient, fromOutput ? y : x, dy), expected, "gradient of \(count) values",
    sourceLocation: sourceLocation)
}

/// Expects a gradient to be the central difference of the mathematical function in `Double`.
///
/// The difference is good to 1e-9 (a step of 1e-5, third derivatives of a few units); the kernel's
/// few roundings of numbers up to `scale` make 16 units of 2^-24 of it at most.
func expectCentralDifferences(
  of function: (Double) -> Double, _ kernel: Elementwise, gradient: ElementwiseGradient,
  fromOutput: Bool, scale: Double = 1, sourceLocation: SourceLocation = #_sourceLocation
) {
  // Not on 0, where some functions have a corner.
  let x = stride(from: Float(-5.03), through: 5, by: 0.0625).map { $0 }
  let y = applied(kernel, x)
  let found = applied(gradient, fromOutput ? y : x, x.map { _ in 1 })
  let step = 1e-5
  for (x, slope) in zip(x, found) {
    let difference = (function(Double(x) + step) - function(Double(x) - step)) / (2 * step)
    #expect(
      abs(Double(slope) - difference) <= 16 * 0x1p-24 * scale + 1e-9,
      "slope \(slope) at \(x), central difference \(difference)", sourceLocation: sourceLocation)
  }
}

/// Floats of both signs, evenly spread over the bit patterns from `low` to `high`.
func spread(from low: Float, through high: Float, by step: Int) -> [Float] {
  stride(from: low.bitPattern, through: high.bitPattern, by: step).flatMap { bits in
    [Float(bitPattern: bits), -Float(bitPattern: bits)]
  }
}

/// The greatest error of an elementwise kernel over the arguments whose true value is normal.
func greatestError(_ kernel: Elementwise, _ x: [Float], true function: (Double) -> Double)
  -> ErrorMeasure
{
  var measure = ErrorMeasure()
  for (found, argument) in zip(applied(kernel, x), x) {
    let value = function(Double(argument))
    if abs(value) >= Double(Float.leastNormalMagnitude) && abs(value) <= 3.4e38 {
      measure.add(found, at: argument, true: value)
    }
  }
  return measure
}
