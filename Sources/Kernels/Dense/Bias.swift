/// Adds `bias` to each row of `y`.
///
/// Shapes: `y` is `[rows, columns]`, `bias` is `[columns]`.
public func addBias(
  _ y: UnsafeMutablePointer<Float>, _ bias: UnsafePointer<Float>, rows: Int, columns: Int
) {
  var row = y
  for _ in 0..<rows {
    forEachVector(columns) { column, lanes in
      let sum =
        Vector(loading: row + column, first: lanes) + Vector(loading: bias + column, first: lanes)
      sum.store(to: row + column, first: lanes)
    }
    row += columns
  }
}

/// Adds `bias` to each row of `y` and applies `relu`.
///
/// Shapes: `y` is `[rows, columns]`, `bias` is `[columns]`. The same bits as `addBias`, then
/// `relu`.
public func addBiasRelu(
  _ y: UnsafeMutablePointer<Float>, _ bias: UnsafePointer<Float>, rows: Int, columns: Int
) {
  var row = y
  for _ in 0..<rows {
    forEachVector(columns) { column, lanes in
      let sum =
        Vector(loading: row + column, first: lanes) + Vector(loading: bias + column, first: lanes)
      sum.rectified.store(to: row + column, first: lanes)
    }
    row += columns
  }
}
