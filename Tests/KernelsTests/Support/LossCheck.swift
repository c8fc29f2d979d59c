import Kernels
import TestSupport
import Testing

/// Predictions (or logits, or probabilities), targets, rows, columns, scales, losses, gradient.
typealias RowLossGradient = (
  UnsafePointer<Float>, UnsafePointer<Float>, Int, Int, UnsafePointer<Float>,
  UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
) -> Void

/// Predictions, targets, rows, columns, losses.
typealias RowLoss = (
  UnsafePointer<Float>, UnsafePointer<Float>, Int, Int, UnsafeMutablePointer<Float>
) -> Void

/// A loss by rows, with a gradient and without.
struct RowLossKernels {
  var gradient: RowLossGradient
  var loss: RowLoss

  /// Runs both functions and expects the same losses of them.
  func run(_ predictions: [Float], _ targets: [Float], columns: Int, scales: [Float])
    -> (losses: [Float], gradient: [Float])
  {
    let rows = scales.count
    let (input, labels) = (GuardedBuffer(predictions), GuardedBuffer(targets))
    let weights = GuardedBuffer(scales)
    let (losses, onlyLosses) = (GuardedBuffer(count: rows), GuardedBuffer(count: rows))
    let output = GuardedBuffer(count: predictions.count)
    loss(input.pointer, labels.pointer, rows, columns, onlyLosses.pointer)
    gradient(
      input.pointer, labels.pointer, rows, columns, weights.pointer, losses.pointer, output.pointer)
    expectSameBits(onlyLosses.values, losses.values, "losses without a gradient", anyNaN: true)
    #expect(losses.isIntactBefore && output.isIntactBefore && onlyLosses.isIntactBefore)
    return (losses.values, output.values)
  }

  /// Expects the mean over the columns of a scalar loss, and its derivative times the row's scale.
  func expectScalarMeans(
    _ predictions: [Float], _ targets: [Float], columns: Int, value: (Float, Float) -> Float,
    derivative: (Float, Float) -> Float, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let scales: [Float] = [1, 0.3, 1.7]
    var (losses, gradient): ([Float], [Float]) = ([], [])
    for row in 0..<3 {
      let range = row * columns..<(row + 1) * columns
      let pairs = zip(predictions[range], targets[range])
      losses.append(ScalarReference.laneSum(pairs.map(value)) / Float(columns))
      gradient += pairs.map { derivative($0, $1) * (scales[row] / Float(columns)) }
    }
    let found = run(predictions, targets, columns: columns, scales: scales)
    expectSameBits(
      found.losses, losses, "losses of \(columns) columns", sourceLocation: sourceLocation)
    expectSameBits(
      found.gradient, gradient, "gradient of \(columns) columns", sourceLocation: sourceLocation)
  }

  /// Expects the gradient of one row to be the central difference of its loss in `Double`.
  ///
  /// The difference is good to 1e-8 for slopes of a few units; the kernel's few roundings make
  /// 32 units of 2^-24 of the slope's size at most.
  func expectRowDifferences(
    _ predictions: [Float], _ targets: [Float], of function: ([Double], [Double]) -> Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = run(predictions, targets, columns: predictions.count, scales: [1]).gradient
    let (inputs, labels) = (predictions.map(Double.init), targets.map(Double.init))
    let step = 1e-6
    for i in inputs.indices {
      var (below, above) = (inputs, inputs)
      below[i] -= step
      above[i] += step
      let slope = (function(above, labels) - function(below, labels)) / (2 * step)
      #expect(
        abs(Double(found[i]) - slope) <= 32 * 0x1p-24 * max(1, abs(slope)) + 1e-8,
        "column \(i): \(found[i]), central difference \(slope)", sourceLocation: sourceLocation)
    }
  }

  /// The same for the mean over the columns of a loss.
  func expectCentralDifferences(
    _ predictions: [Float], _ targets: [Float], of function: (Double, Double) -> Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let mean = { (predictions: [Double], targets: [Double]) -> Double in
      var sum = 0.0
      for (prediction, target) in zip(predictions, targets) {
        sum += function(prediction, target)
      }
      return sum / Double(predictions.count)
    }
    expectRowDifferences(predictions, targets, of: mean, sourceLocation: sourceLocation)
  }
}

extension SampleValues {
  /// Floats in [low, 1).
  mutating func probabilities(_ count: Int, from low: Float = 0.01) -> [Float] {
    (0..<count).map { _ in low + (1 - low) * Float(next() >> 40) * 0x1p-24 }
  }
}
