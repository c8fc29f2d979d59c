import KernelInterface

extension CompiledKernels {
  package static func addBias(
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

  package static func addBiasRelu(
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
}
