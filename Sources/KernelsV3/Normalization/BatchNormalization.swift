import KernelInterface

extension CompiledKernels {
  package static func batchSquares(
    _ x: UnsafePointer<Float>, mean: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>,
    leafRows: UnsafePointer<Int>, leafCount: Int, columns: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    SquaredDistance(x: x, mean: mean, columns: columns).treeSum(
      into: sums, leaves: Leaves(rows: leafRows, count: leafCount), columns: columns,
      scratch: scratch)
  }

  package static func batchNormalization(
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

  package static func inverseDeviations(
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

  package static func divide(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, by divisor: Float
  ) {
    let divisors = Vector(repeating: divisor)
    @inline(__always)
    func quotient(_ x: Vector) -> Vector { x / divisors }
    mapVectors(x, into: y, count: count, quotient)
  }

  package static func moveAverages(
    _ averages: UnsafeMutablePointer<Float>, towards values: UnsafePointer<Float>, count: Int,
    momentum: Double
  ) {
    let (kept, new) = (Vector(repeating: Float(momentum)), Vector(repeating: Float(1 - momentum)))
    @inline(__always)
    func moved(_ average: Vector, _ value: Vector) -> Vector { average * kept + value * new }
    mapVectors(averages, values, into: averages, count: count, moved)
  }
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
