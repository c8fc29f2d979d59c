/// Losses and their gradients, row by row.
package protocol LossKernels {
  /// Computes the binary cross-entropy of logits of each row and its gradient.
  ///
  /// `losses[r] = Σ (max(z, 0) - z * t + ln(1 + e^-|z|)) / columns` and
  /// `gradient[r, j] = (sigmoid(z) - t) * (scales[r] / columns)`.
  /// The row's sum adds columns 16 apart in order, then the 16 lanes in one fixed tree.
  /// Source: Keras 3 on TensorFlow, `BinaryCrossentropy` from logits or over a sigmoid.
  ///
  /// Shapes: `logits`, `targets` and `gradient` are `[rows, columns]`; `scales` and `losses` are
  /// `[rows]`; `gradient` may be `logits`.
  static func binaryCrossEntropy(
    logits: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  )

  /// Computes the losses of `binaryCrossEntropy` without a gradient, to the same bits.
  ///
  /// Shapes: `logits` and `targets` are `[rows, columns]`, `losses` is `[rows]`.
  static func binaryCrossEntropyLoss(
    logits: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  )

  /// Computes the binary cross-entropy of probabilities of each row and its gradient.
  ///
  /// With `q` the probability `p` clipped to `[1e-7, 1 - 1e-7]`, as floats up to 1 - 2^-23:
  /// `losses[r] = -Σ (t * ln q + (1 - t) * ln(1 - q)) / columns` and `gradient[r, j] = (q - t) / (q
  /// * (1 - q)) * (scales[r] / columns)`, or 0 where `p` was clipped. The row's sum adds columns 16
  /// apart in order, then the 16 lanes in one fixed tree. Source: Keras 3 on TensorFlow,
  /// `BinaryCrossentropy`.
  ///
  /// Shapes: `probabilities`, `targets` and `gradient` are `[rows, columns]`; `scales` and `losses`
  /// are `[rows]`; `gradient` may be `probabilities`.
  static func binaryCrossEntropy(
    probabilities: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  )

  /// Computes the losses of `binaryCrossEntropy` without a gradient, to the same bits.
  ///
  /// Shapes: `probabilities` and `targets` are `[rows, columns]`, `losses` is `[rows]`.
  static func binaryCrossEntropyLoss(
    probabilities: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  )

  /// Computes the loss and the gradient of softmax and categorical cross-entropy with dense targets
  /// at once.
  ///
  /// For a row with targets `t` and softmax `p`: `losses[r] = Σ t[j] * (ln Σ e^(z - max) - (z[j] -
  /// max))`, where targets of 0 add nothing, and `gradient[r, j] = (p[j] - t[j]) * scales[r]`. So
  /// with targets that sum to `S` the loss is `S` times as large, but the gradient is not. Sums add
  /// columns 16 apart in order, then the 16 lanes in one fixed tree. Source: Keras 3 on TensorFlow,
  /// `CategoricalCrossentropy` from logits or over a softmax.
  ///
  /// Shapes: `logits`, `targets` and `gradient` are `[rows, columns]`, of which `gradient` overlaps
  /// no other; `scales` and `losses` are `[rows]`.
  static func categoricalCrossEntropy(
    logits: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  )

  /// Computes the losses of `categoricalCrossEntropy` without a gradient, to the same bits.
  ///
  /// Shapes: `logits` and `targets` are `[rows, columns]`, `losses` is `[rows]`.
  static func categoricalCrossEntropyLoss(
    logits: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  )

  /// Computes the categorical cross-entropy of each row's probabilities and its gradient.
  ///
  /// With `q[j] = p[j] / Σ p`, clipped to `[1e-7, 1 - 1e-7]`: `losses[r] = -Σ t[j] * ln q[j]`. With
  /// `d[j]` the target where `q[j]` was not clipped, else 0:
  /// `gradient[r, j] = (Σ d - d[j] / q[j]) / Σ p * scales[r]`. Sums add columns 16 apart in order,
  /// then the 16 lanes in one fixed tree. A row of zeros gives NaN. Source: Keras 3 on TensorFlow,
  /// `CategoricalCrossentropy` over anything but a softmax.
  ///
  /// Shapes: `probabilities`, `targets` and `gradient` are `[rows, columns]`; `scales` and `losses`
  /// are `[rows]`; `gradient` may be `probabilities`.
  static func categoricalCrossEntropy(
    probabilities: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  )

  /// Computes the losses of `categoricalCrossEntropy` without a gradient, to the same bits.
  ///
  /// Shapes: `probabilities` and `targets` are `[rows, columns]`, `losses` is `[rows]`.
  static func categoricalCrossEntropyLoss(
    probabilities: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  )

  /// Computes the mean absolute error of each row and its gradient.
  ///
  /// `losses[r] = Σ |p - t| / columns` and `gradient[r, j]` is `scales[r] / columns` with the sign
  /// of `p - t`, or 0 where they are equal. The row's sum adds columns 16 apart in order, then the
  /// 16 lanes in one fixed tree. Source: Keras 3, `MeanAbsoluteError`.
  ///
  /// Shapes: `predictions`, `targets` and `gradient` are `[rows, columns]`; `scales` and `losses`
  /// are `[rows]`; `gradient` may be `predictions`.
  static func meanAbsoluteError(
    predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  )

  /// Computes the losses of `meanAbsoluteError` without a gradient, to the same bits.
  ///
  /// Shapes: `predictions` and `targets` are `[rows, columns]`, `losses` is `[rows]`.
  static func meanAbsoluteErrorLoss(
    predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  )

  /// Computes the mean squared error of each row and its gradient.
  ///
  /// `losses[r] = Σ (p - t)² / columns` and `gradient[r, j] = 2 * (p - t) * (scales[r] / columns)`.
  /// The row's sum adds columns 16 apart in order, then the 16 lanes in one fixed tree.
  /// Source: Keras 3, `MeanSquaredError`.
  ///
  /// Shapes: `predictions`, `targets` and `gradient` are `[rows, columns]`; `scales` and `losses`
  /// are `[rows]`; `gradient` may be `predictions`.
  static func meanSquaredError(
    predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  )

  /// Computes the losses of `meanSquaredError` without a gradient, to the same bits.
  ///
  /// Shapes: `predictions` and `targets` are `[rows, columns]`, `losses` is `[rows]`.
  static func meanSquaredErrorLoss(
    predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  )

  /// Computes the Poisson loss of each row and its gradient.
  ///
  /// `losses[r] = Σ (p - t * ln(p + 1e-7)) / columns` and
  /// `gradient[r, j] = (1 - t / (p + 1e-7)) * (scales[r] / columns)`. NaN below `p = -1e-7`.
  /// The row's sum adds columns 16 apart in order, then the 16 lanes in one fixed tree.
  /// Source: Keras 3, `Poisson`.
  ///
  /// Shapes: `predictions`, `targets` and `gradient` are `[rows, columns]`; `scales` and `losses`
  /// are `[rows]`; `gradient` may be `predictions`.
  static func poisson(
    predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  )

  /// Computes the losses of `poisson` without a gradient, to the same bits.
  ///
  /// Shapes: `predictions` and `targets` are `[rows, columns]`, `losses` is `[rows]`.
  static func poissonLoss(
    predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  )

  /// Computes the loss and the gradient of softmax and categorical cross-entropy at once.
  ///
  /// For row `r` of class `c`, with `p` its softmax: `losses[r] = ln Σ e^(z - max) - (z[c] - max)`,
  /// and `gradient[r, j] = (p[j] - (j == c ? 1 : 0)) * scales[r]`. Source: Keras 3, categorical
  /// cross-entropy from logits.
  ///
  /// Shapes: `logits` and `gradient` are `[rows, columns]` and do not overlap; `classes`, `scales`
  /// and `losses` are `[rows]`, each class from 0 to before `columns`.
  static func softmaxCrossEntropy(
    logits: UnsafePointer<Float>, classes: UnsafePointer<Int32>, rows: Int, columns: Int,
    scales: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  )

  /// Computes the losses of `softmaxCrossEntropy` without a gradient, to the same bits.
  ///
  /// Shapes: `logits` is `[rows, columns]`; `classes` and `losses` are `[rows]`, each class from 0
  /// to before `columns`.
  static func softmaxCrossEntropyLoss(
    logits: UnsafePointer<Float>, classes: UnsafePointer<Int32>, rows: Int, columns: Int,
    losses: UnsafeMutablePointer<Float>
  )
}
