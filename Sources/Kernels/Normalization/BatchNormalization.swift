/// Computes one block of the reduction tree of `Σ (x - mean)²`, column by column.
///
/// The second pass of a batch's variance: the first, `Σ x`, is `biasGradient` of `x`, and the mean
/// is the sum of all blocks' roots divided by the number of rows. Each leaf's sum adds its rows in
/// order, starting from +0; the root is stored as sum + (+0).
///
/// Shapes: `x` is `[rows, columns]`, `mean` and `sums` are `[columns]`. In images a row is a pixel:
/// each of `leafRows` times the pixels of a sample, and the channels are the columns. `leafRows`,
/// `leafCount` and `scratch` are those of `biasGradient`.
public func batchSquares(
  _ x: UnsafePointer<Float>, mean: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>,
  leafRows: UnsafePointer<Int>, leafCount: Int, columns: Int,
  scratch: UnsafeMutablePointer<Float>
) {
  SquaredDistance(x: x, mean: mean, columns: columns).treeSum(
    into: sums, leaves: Leaves(rows: leafRows, count: leafCount), columns: columns,
    scratch: scratch)
}

/// Computes `y = x̂ * gamma + beta` with `x̂ = (x - mean) * inverseDeviation`, each operation
/// rounded by itself.
///
/// In training the statistics are the batch's, in inference the moving ones. Source: Ioffe and
/// Szegedy 2015, Algorithm 1; Keras 3, `BatchNormalization`.
///
/// Shapes: `x` and `y` are `[rows, columns]`, `y` may be `x`; `mean`, `inverseDeviation`, `gamma`
/// and `beta` are `[columns]`.
public func batchNormalization(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, mean: UnsafePointer<Float>,
  inverseDeviation: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
  beta: UnsafePointer<Float>, rows: Int, columns: Int
) {
  for row in 0..<rows {
    let (input, output) = (x + row &* columns, y + row &* columns)
    forEachVector(columns) { i, lanes in
      let distance =
        Vector(loading: input + i, first: lanes) - Vector(loading: mean + i, first: lanes)
      let normalized = distance * Vector(loading: inverseDeviation + i, first: lanes)
      let scaled = normalized * Vector(loading: gamma + i, first: lanes)
      (scaled + Vector(loading: beta + i, first: lanes)).store(to: output + i, first: lanes)
    }
  }
}

/// Computes `1 / √(variance + epsilon)`, each operation rounded by itself.
///
/// Shapes: `variance` and `inverse` are `[count]`; `inverse` may be `variance`.
public func inverseDeviations(
  _ variance: UnsafePointer<Float>, into inverse: UnsafeMutablePointer<Float>, count: Int,
  epsilon: Float
) {
  let small = Vector(repeating: epsilon)
  @inline(__always)
  func value(_ variance: Vector) -> Vector {
    Vector(repeating: 1) / (variance + small).squareRoots
  }
  mapVectors(variance, into: inverse, count: count, value)
}

/// Divides each of `count` values by the same divisor, which turns sums into means.
///
/// `y` may be `x`.
public func divide(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, by divisor: Float
) {
  let divisors = Vector(repeating: divisor)
  @inline(__always)
  func quotient(_ x: Vector) -> Vector { x / divisors }
  mapVectors(x, into: y, count: count, quotient)
}

/// Moves `count` averages: `average = average * momentum + value * (1 - momentum)`.
///
/// `1 - momentum` is rounded once; each operation is rounded by itself. Source: Keras 3,
/// `BatchNormalization`, where momentum is the weight of the old average.
public func moveAverages(
  _ averages: UnsafeMutablePointer<Float>, towards values: UnsafePointer<Float>, count: Int,
  momentum: Double
) {
  let (kept, new) = (Vector(repeating: Float(momentum)), Vector(repeating: Float(1 - momentum)))
  @inline(__always)
  func moved(_ average: Vector, _ value: Vector) -> Vector { average * kept + value * new }
  mapVectors(averages, values, into: averages, count: count, moved)
}

/// The terms `(x - mean)²`.
private struct SquaredDistance: ColumnTerm {
  var x: UnsafePointer<Float>
  var mean: UnsafePointer<Float>
  var columns: Int

  @inline(__always)
  func values(row: Int, column: Int, lanes: Int) -> Vector {
    let input = Vector(loading: x + (row &* columns &+ column), first: lanes)
    let distance = input - Vector(loading: mean + column, first: lanes)
    return distance * distance
  }
}
