/// Computes the input gradient of `layerNormalization`.
///
/// With `g = dy * gamma` and means over the row:
/// `dx = (g - mean(g) - x̂ * mean(g * x̂)) * inverseDeviation`. Sums add columns 16 apart in order,
/// then the 16 lanes in one fixed tree. Source: the derivative of Ba, Kiros and Hinton 2016,
/// equation 4.
///
/// Shapes: `x`, `dy` and `dx` are `[rows, columns]`, `dx` may be `dy`; `gamma` is `[columns]`;
/// `means` and `inverseDeviations`, as the forward pass left them, are `[rows]`.
public func layerNormalizationInputGradient(
  _ x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
  means: UnsafePointer<Float>, inverseDeviations: UnsafePointer<Float>,
  into dx: UnsafeMutablePointer<Float>, rows: Int, columns: Int
) {
  let count = Float(columns)
  for row in 0..<rows {
    let offset = row &* columns
    let middle = Vector(repeating: means[row])
    let inverse = Vector(repeating: inverseDeviations[row])
    var sum = Vector.zero
    var products = Vector.zero
    forEachVector(columns) { i, lanes in
      // Beyond the row dy and gamma are zeros.
      let gradient =
        Vector(loading: dy + (offset &+ i), first: lanes)
        * Vector(loading: gamma + i, first: lanes)
      let normalized = (Vector(loading: x + (offset &+ i), first: lanes) - middle) * inverse
      sum += gradient
      products += (gradient * normalized).first(lanes)
    }
    let mean = Vector(repeating: sum.laneSum / count)
    let product = Vector(repeating: products.laneSum / count)
    forEachVector(columns) { i, lanes in
      let gradient =
        Vector(loading: dy + (offset &+ i), first: lanes)
        * Vector(loading: gamma + i, first: lanes)
      let normalized = (Vector(loading: x + (offset &+ i), first: lanes) - middle) * inverse
      ((gradient - mean - normalized * product) * inverse)
        .store(to: dx + (offset &+ i), first: lanes)
    }
  }
}

/// Computes one block of the reduction tree of `Σ dy * x̂`, the gradient of `gamma`, column by
/// column.
///
/// Each leaf's sum adds its rows in order, starting from +0; the root is stored as sum + (+0). The
/// gradient of `beta`, `Σ dy`, is `biasGradient` of `dy`.
///
/// Shapes: `x` and `dy` are `[rows, columns]`, `means` and `inverseDeviations` are `[rows]`, `sums`
/// is `[columns]`. `leafRows`, `leafCount` and `scratch` are those of `biasGradient`.
public func layerNormalizationGammaGradient(
  _ x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>, means: UnsafePointer<Float>,
  inverseDeviations: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>,
  leafRows: UnsafePointer<Int>, leafCount: Int, columns: Int,
  scratch: UnsafeMutablePointer<Float>
) {
  NormalizedRowProduct(
    x: x, dy: dy, means: means, inverseDeviations: inverseDeviations, columns: columns
  ).treeSum(
    into: sums, leaves: Leaves(rows: leafRows, count: leafCount), columns: columns,
    scratch: scratch)
}

/// The terms `dy * x̂`, with statistics of rows.
private struct NormalizedRowProduct: ColumnTerm {
  var x: UnsafePointer<Float>
  var dy: UnsafePointer<Float>
  var means: UnsafePointer<Float>
  var inverseDeviations: UnsafePointer<Float>
  var columns: Int

  @inline(__always)
  func values(row: Int, column: Int, lanes: Int) -> Vector {
    let offset = row &* columns &+ column
    let distance = Vector(loading: x + offset, first: lanes) - Vector(repeating: means[row])
    let normalized = distance * Vector(repeating: inverseDeviations[row])
    return Vector(loading: dy + offset, first: lanes) * normalized
  }
}
