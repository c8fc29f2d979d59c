import KernelInterface

extension CompiledKernels {
  package static func softmax(
    _ x: UnsafePointer<Float>, into p: UnsafeMutablePointer<Float>, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let input = x + row &* columns
      let output = p + row &* columns
      let maximum = rowMaximum(input, columns)
      let sum = Vector(repeating: rowExponentials(input, columns, maximum, into: output))
      forEachVector(columns) { i, lanes in
        (Vector(loading: output + i, first: lanes) / sum).store(to: output + i, first: lanes)
      }
    }
  }
}

/// Returns the greatest number of a row, ignoring NaN; -inf for an empty row.
@inline(__always)
func rowMaximum(_ x: UnsafePointer<Float>, _ columns: Int) -> Float {
  var maximum = Vector(repeating: -.infinity)
  forEachVector(columns) { i, lanes in
    let values = Vector(loading: x + i, first: lanes, fill: -.infinity)
    maximum = values.whereGreater(than: maximum, values, else: maximum)
  }
  return maximum.laneMaximum
}

/// Returns the sum of `e^(x - maximum)` over a row; the terms are written to `terms` unless it is
/// nil.
///
/// Lanes beyond the row are e^-inf, an exact zero.
@inline(__always)
func rowExponentials(
  _ x: UnsafePointer<Float>, _ columns: Int, _ maximum: Float,
  into terms: UnsafeMutablePointer<Float>?
) -> Float {
  var sum = Vector.zero
  forEachVector(columns) { i, lanes in
    let values = Vector(loading: x + i, first: lanes, fill: -.infinity)
    let term = vectorExp(values - Vector(repeating: maximum))
    sum += term
    if let terms {
      term.store(to: terms + i, first: lanes)
    }
  }
  return sum.laneSum
}
