import KernelInterface

extension CompiledKernels {
  package static func binaryCrossEntropy(
    logits: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) {
    let input = LossRows(predictions: logits, targets: targets, rows: rows, columns: columns)
    BinaryLogitsError().means(input, losses: losses)
    BinaryLogitsError().gradients(input, scales: scales, gradient: gradient)
  }

  package static func binaryCrossEntropyLoss(
    logits: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  ) {
    let input = LossRows(predictions: logits, targets: targets, rows: rows, columns: columns)
    BinaryLogitsError().means(input, losses: losses)
  }
}

private struct BinaryLogitsError: ElementwiseLoss {
  @inline(__always)
  func value(_ logit: Vector, _ target: Vector) -> Vector {
    logit.rectified - logit * target + vectorLog1p(vectorExp(-logit.magnitudes))
  }

  @inline(__always)
  func derivative(_ logit: Vector, _ target: Vector) -> Vector {
    vectorSigmoid(logit) - target
  }
}
