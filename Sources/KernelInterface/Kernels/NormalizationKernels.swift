/// Batch and layer normalization and their gradients.
package protocol NormalizationKernels {
  /// Computes one block of the reduction tree of `Σ (x - mean)²`, column by column.
  ///
  /// The second pass of a batch's variance: the first, `Σ x`, is `biasGradient` of `x`, and the
  /// mean is the sum of all blocks' roots divided by the number of rows. Each leaf's sum adds its
  /// rows in order, starting from +0; the root is stored as sum + (+0).
  ///
  /// Shapes: `x` is `[rows, columns]`, `mean` and `sums` are `[columns]`. In images a row is a
  /// pixel: each of `leafRows` times the pixels of a sample, and the channels are the columns.
  /// `leafRows`, `leafCount` and `scratch` are those of `biasGradient`.
  static func batchSquares(
    _ x: UnsafePointer<Float>, mean: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>,
    leafRows: UnsafePointer<Int>, leafCount: Int, columns: Int,
    scratch: UnsafeMutablePointer<Float>
  )

  /// Computes `y = x̂ * gamma + beta` with `x̂ = (x - mean) * inverseDeviation`, each operation
  /// rounded by itself.
  ///
  /// In training the statistics are the batch's, in inference the moving ones. Source: Ioffe and
  /// Szegedy 2015, Algorithm 1; Keras 3, `BatchNormalization`.
  ///
  /// Shapes: `x` and `y` are `[rows, columns]`, `y` may be `x`; `mean`, `inverseDeviation`, `gamma`
  /// and `beta` are `[columns]`.
  static func batchNormalization(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, mean: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
    beta: UnsafePointer<Float>, rows: Int, columns: Int
  )

  /// Computes `1 / √(variance + epsilon)`, each operation rounded by itself.
  ///
  /// Shapes: `variance` and `inverse` are `[count]`; `inverse` may be `variance`.
  static func inverseDeviations(
    _ variance: UnsafePointer<Float>, into inverse: UnsafeMutablePointer<Float>, count: Int,
    epsilon: Float
  )

  /// Divides each of `count` values by the same divisor, which turns sums into means.
  ///
  /// `y` may be `x`.
  static func divide(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, by divisor: Float
  )

  /// Moves `count` averages: `average = average * momentum + value * (1 - momentum)`.
  ///
  /// `1 - momentum` is rounded once; each operation is rounded by itself. Source: Keras 3,
  /// `BatchNormalization`, where momentum is the weight of the old average.
  static func moveAverages(
    _ averages: UnsafeMutablePointer<Float>, towards values: UnsafePointer<Float>, count: Int,
    momentum: Double
  )

  /// Computes one block of the reduction tree of `Σ dy * x̂`, the gradient of `gamma`, column by
  /// column.
  ///
  /// `x̂ = (x - mean) * inverseDeviation`. Each leaf's sum adds its rows in order, starting from
  /// +0; the root is stored as sum + (+0). The gradient of `beta`, `Σ dy`, is `biasGradient` of
  /// `dy`.
  ///
  /// Shapes: `x` and `dy` are `[rows, columns]`; `mean`, `inverseDeviation` and `sums` are
  /// `[columns]`. `leafRows`, `leafCount` and `scratch` are those of `biasGradient`; in images a
  /// row is a pixel.
  static func batchNormalizationGammaGradient(
    _ x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>,
    leafRows: UnsafePointer<Int>, leafCount: Int, columns: Int,
    scratch: UnsafeMutablePointer<Float>
  )

  /// Computes the input gradient of a batch normalisation in training.
  ///
  /// `dx = (dy - meanGradient - x̂ * meanProduct) * (gamma * inverseDeviation)`, where
  /// `meanGradient` is `Σ dy` and `meanProduct` `Σ dy * x̂` over the rows of all ranks, each
  /// divided by their number; each operation rounded by itself. With zeros for both it is the
  /// gradient in inference mode, where the statistics are constants. Source: Ioffe and Szegedy
  /// 2015, section 3.
  ///
  /// Shapes: `x`, `dy` and `dx` are `[rows, columns]`, `dx` may be `dy`; the others are
  /// `[columns]`.
  static func batchNormalizationInputGradient(
    _ x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
    meanGradient: UnsafePointer<Float>, meanProduct: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, rows: Int, columns: Int
  )

  /// Normalises each row: `y = x̂ * gamma + beta` with `x̂ = (x - mean) / √(variance + epsilon)`.
  ///
  /// `mean` and the biased `variance`, the mean of `(x - mean)²`, are the row's. Their sums add
  /// columns 16 apart in order, then the 16 lanes in one fixed tree; `1 / √(variance + epsilon)` is
  /// rounded before it multiplies. `means` and `inverseDeviations` are kept for the gradient.
  /// Source: Ba, Kiros and Hinton 2016, equation 4; Keras 3, `LayerNormalization` over the last
  /// axis.
  ///
  /// Shapes: `x` and `y` are `[rows, columns]`, `y` may be `x`; `gamma` and `beta` are `[columns]`;
  /// `means` and `inverseDeviations` are `[rows]`.
  static func layerNormalization(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, gamma: UnsafePointer<Float>,
    beta: UnsafePointer<Float>, means: UnsafeMutablePointer<Float>,
    inverseDeviations: UnsafeMutablePointer<Float>, rows: Int, columns: Int, epsilon: Float
  )

  /// Computes the input gradient of `layerNormalization`.
  ///
  /// With `g = dy * gamma` and means over the row: `dx = (g - mean(g) - x̂ * mean(g * x̂)) *
  /// inverseDeviation`. Sums add columns 16 apart in order, then the 16 lanes in one fixed tree.
  /// Source: the derivative of Ba, Kiros and Hinton 2016, equation 4.
  ///
  /// Shapes: `x`, `dy` and `dx` are `[rows, columns]`, `dx` may be `dy`; `gamma` is `[columns]`;
  /// `means` and `inverseDeviations`, as the forward pass left them, are `[rows]`.
  static func layerNormalizationInputGradient(
    _ x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
    means: UnsafePointer<Float>, inverseDeviations: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, rows: Int, columns: Int
  )

  /// Computes one block of the reduction tree of `Σ dy * x̂`, the gradient of `gamma`, column by
  /// column.
  ///
  /// Each leaf's sum adds its rows in order, starting from +0; the root is stored as sum + (+0).
  /// The gradient of `beta`, `Σ dy`, is `biasGradient` of `dy`.
  ///
  /// Shapes: `x` and `dy` are `[rows, columns]`, `means` and `inverseDeviations` are `[rows]`,
  /// `sums` is `[columns]`. `leafRows`, `leafCount` and `scratch` are those of `biasGradient`.
  static func layerNormalizationGammaGradient(
    _ x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>, means: UnsafePointer<Float>,
    inverseDeviations: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>,
    leafRows: UnsafePointer<Int>, leafCount: Int, columns: Int,
    scratch: UnsafeMutablePointer<Float>
  )
}
