import KernelInterface

extension CompiledKernels {
  package static func layerNormalizationInputGradient(
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

  package static func layerNormalizationGammaGradient(
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
