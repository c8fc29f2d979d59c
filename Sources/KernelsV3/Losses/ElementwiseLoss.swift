/// A loss that compares each prediction with its own target.
protocol ElementwiseLoss {
  func value(_ prediction: Vector, _ target: Vector) -> Vector
  /// Returns the derivative of `value` with respect to the prediction.
  func derivative(_ prediction: Vector, _ target: Vector) -> Vector
}

/// The operands of a loss by rows.
///
/// Shapes: `predictions` and `targets` are `[rows, columns]`.
struct LossRows {
  var predictions: UnsafePointer<Float>
  var targets: UnsafePointer<Float>
  var rows: Int
  var columns: Int
}

extension ElementwiseLoss {
  /// Computes each row's mean loss: columns 16 apart added in order, then the 16 lanes in one fixed
  /// tree, divided by the columns.
  @inline(__always)
  func means(_ input: LossRows, losses: UnsafeMutablePointer<Float>) {
    for row in 0..<input.rows {
      let predictions = input.predictions + row &* input.columns
      let targets = input.targets + row &* input.columns
      var sum = Vector.zero
      forEachVector(input.columns) { i, lanes in
        let prediction = Vector(loading: predictions + i, first: lanes)
        let target = Vector(loading: targets + i, first: lanes)
        sum += value(prediction, target).first(lanes)
      }
      losses[row] = sum.laneSum / Float(input.columns)
    }
  }

  /// Computes the gradient of each row's mean loss, times the row's scale: the derivative times
  /// `scale / columns`, rounded in between.
  @inline(__always)
  func gradients(
    _ input: LossRows, scales: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<input.rows {
      let offset = row &* input.columns
      let factor = Vector(repeating: scales[row] / Float(input.columns))
      @inline(__always)
      func scaledDerivative(_ prediction: Vector, _ target: Vector) -> Vector {
        derivative(prediction, target) * factor
      }
      mapVectors(
        input.predictions + offset, input.targets + offset, into: gradient + offset,
        count: input.columns, scaledDerivative)
    }
  }
}
