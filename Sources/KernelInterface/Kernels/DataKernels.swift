/// From the rows of a data set to a batch.
package protocol DataKernels {
  /// Computes `y[r, i] = Float(source[indices[r], i]) / divisor`, correctly rounded.
  ///
  /// Shapes: `source` is rows of `rowSize` bytes, `indices` is `[rows]` (each names a row of
  /// `source`), `y` is `[rows, rowSize]`.
  static func gatherRows(
    _ source: UnsafePointer<UInt8>, rowSize: Int, indices: UnsafePointer<Int32>, rows: Int,
    into y: UnsafeMutablePointer<Float>, divisor: Float
  )

  /// Computes `y[r, i] = Float(source[indices[r], i]) / divisor`, then calls `finish` with each
  /// row.
  ///
  /// `finish` is called while the row of `y` is in a cache, and may modify it.
  static func gatherRows(
    _ source: UnsafePointer<UInt8>, rowSize: Int, indices: UnsafePointer<Int32>, rows: Int,
    into y: UnsafeMutablePointer<Float>, divisor: Float,
    finish: (UnsafeMutablePointer<Float>) -> Void
  )

  /// Computes `y[r, i] = source[indices[r], i] / divisor`, then calls `finish` with each row.
  ///
  /// Shapes and `finish` are those of the functions for bytes.
  static func gatherRows(
    _ source: UnsafePointer<Float>, rowSize: Int, indices: UnsafePointer<Int32>, rows: Int,
    into y: UnsafeMutablePointer<Float>, divisor: Float,
    finish: (UnsafeMutablePointer<Float>) -> Void
  )

  /// Computes `y = x * scale + offset`, each operation rounded by itself; `y` may be `x`.
  ///
  /// Source: Keras 3, `Rescaling`.
  static func rescale(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, scale: Float,
    offset: Float
  )

  /// Computes `y = x / divisor`, each element correctly rounded; `y` may be `x`.
  static func divide(
    _ x: UnsafePointer<Float>, by divisor: Float, into y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `y[i] = y[i] operation operand`, each element correctly rounded.
  static func apply(
    _ operation: RowOperation, _ operand: Float, to y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `y[i] = y[i] operation operands[i mod period]`, each element correctly rounded.
  ///
  /// Shapes: `y` is `[count]`, `operands` is `[period]`. A period of fewer elements than a vector
  /// has lanes wastes lanes: repeat such operands.
  static func apply(
    _ operation: RowOperation, _ operands: UnsafePointer<Float>, period: Int,
    to y: UnsafeMutablePointer<Float>, count: Int
  )
}

extension DataKernels {
  /// `gatherRows` of floats that calls nothing.
  package static func gatherRows(
    _ source: UnsafePointer<Float>, rowSize: Int, indices: UnsafePointer<Int32>, rows: Int,
    into y: UnsafeMutablePointer<Float>, divisor: Float
  ) {
    gatherRows(
      source, rowSize: rowSize, indices: indices, rows: rows, into: y, divisor: divisor
    ) { _ in }
  }
}
