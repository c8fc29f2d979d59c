import KernelInterface

extension CompiledKernels {
  package static func binaryCrossEntropy(
    probabilities: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) {
    let input = LossRows(predictions: probabilities, targets: targets, rows: rows, columns: columns)
    BinaryError().means(input, losses: losses)
    BinaryError().gradients(input, scales: scales, gradient: gradient)
  }

  package static func binaryCrossEntropyLoss(
    probabilities: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  ) {
    let input = LossRows(predictions: probabilities, targets: targets, rows: rows, columns: columns)
    BinaryError().means(input, losses: losses)
  }
}

private struct BinaryError: ElementwiseLoss {
  private var lowest: Vector { Vector(repeating: 1e-7) }
  private var highest: Vector { Vector(repeating: 1 - 0x1p-23) }

  /// Returns `p` clipped; NaN passes through.
  @inline(__always)
  private func clipped(_ prediction: Vector) -> Vector {
    let atMost = prediction.whereGreater(than: highest, highest, else: prediction)
    return lowest.whereGreater(than: prediction, lowest, else: atMost)
  }

  @inline(__always)
  func value(_ prediction: Vector, _ target: Vector) -> Vector {
    let one = Vector(repeating: 1)
    let q = clipped(prediction)
    return -(target * vectorLog(q) + (one - target) * vectorLog(one - q))
  }

  @inline(__always)
  func derivative(_ prediction: Vector, _ target: Vector) -> Vector {
    let q = clipped(prediction)
    let slope = (q - target) / (q * (Vector(repeating: 1) - q))
    let below = lowest.whereGreater(than: prediction, .zero, else: slope)
    return prediction.whereGreater(than: highest, .zero, else: below)
  }
}
