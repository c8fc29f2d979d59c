import KernelInterface

extension CompiledKernels {
  package static func batchNormalizationGammaGradient(
    _ x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>,
    leafRows: UnsafePointer<Int>, leafCount: Int, columns: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    NormalizedProduct(
      x: x, dy: dy, mean: mean, inverseDeviation: inverseDeviation, columns: columns
    ).treeSum(
      into: sums, leaves: Leaves(rows: leafRows, count: leafCount), columns: columns,
      scratch: scratch)
  }

  package static func batchNormalizationInputGradient(
    _ x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
    meanGradient: UnsafePointer<Float>, meanProduct: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let offset = row &* columns
      forEachVector(columns) { i, lanes in
        let inverse = Vector(loading: inverseDeviation + i, first: lanes)
        let normalized = normalize(
          x + (offset &+ i), mean + i, inverse: inverse, lanes: lanes)
        let centered =
          Vector(loading: dy + (offset &+ i), first: lanes)
          - Vector(loading: meanGradient + i, first: lanes)
        let rest = centered - normalized * Vector(loading: meanProduct + i, first: lanes)
        (rest * (Vector(loading: gamma + i, first: lanes) * inverse))
          .store(to: dx + (offset &+ i), first: lanes)
      }
    }
  }
}

/// `x̂` of some columns.
@inline(__always)
private func normalize(
  _ x: UnsafePointer<Float>, _ mean: UnsafePointer<Float>, inverse: Vector, lanes: Int
) -> Vector {
  (Vector(loading: x, first: lanes) - Vector(loading: mean, first: lanes)) * inverse
}

/// The terms `dy * x̂`.
private struct NormalizedProduct: ColumnTerm {
  var x: UnsafePointer<Float>
  var dy: UnsafePointer<Float>
  var mean: UnsafePointer<Float>
  var inverseDeviation: UnsafePointer<Float>
  var columns: Int

  @inline(__always)
  func values(row: Int, column: Int, lanes: Int) -> Vector {
    let offset = row &* columns &+ column
    let inverse = Vector(loading: inverseDeviation + column, first: lanes)
    let normalized = normalize(x + offset, mean + column, inverse: inverse, lanes: lanes)
    return Vector(loading: dy + offset, first: lanes) * normalized
  }
}
