/// Matrix products, biases and their gradients.
package protocol DenseKernels {
  /// Adds `bias` to each row of `y`.
  ///
  /// Shapes: `y` is `[rows, columns]`, `bias` is `[columns]`.
  static func addBias(
    _ y: UnsafeMutablePointer<Float>, _ bias: UnsafePointer<Float>, rows: Int, columns: Int
  )

  /// Adds `bias` to each row of `y` and applies `relu`.
  ///
  /// Shapes: `y` is `[rows, columns]`, `bias` is `[columns]`. The same bits as `addBias`, then
  /// `relu`.
  static func addBiasRelu(
    _ y: UnsafeMutablePointer<Float>, _ bias: UnsafePointer<Float>, rows: Int, columns: Int
  )

  /// Computes one block of the reduction tree of `db`, the sum of the rows of `dy`.
  ///
  /// `db[j]` is the tree sum over the leaves of each leaf's sum, which adds its rows in order,
  /// starting from +0; the root is stored as sum + (+0).
  ///
  /// Shapes: `dy` is `[rows, columns]`, `db` is `[columns]`, not overlapping. `leafRows`,
  /// `leafCount` and `scratch` are those of `weightGradient`, where `scratch` may be for any number
  /// of rows.
  ///
  /// For a convolution a row is a pixel: each of `leafRows` times the pixels of a sample, and the
  /// filters are the columns; each leaf then adds its samples' pixels in row-major order.
  static func biasGradient(
    _ dy: UnsafePointer<Float>, into db: UnsafeMutablePointer<Float>,
    leafRows: UnsafePointer<Int>, leafCount: Int, columns: Int, scratch: UnsafeMutablePointer<Float>
  )

  /// The number of floats that a matmul's `scratch` needs.
  ///
  /// Enough for `matmul`, `matmulTransposingRight`, `weightGradient` (over at most `rows` samples)
  /// and `biasGradient` of these sizes, in up to 1,024 leaves. The scratch is aligned to 64 bytes.
  ///
  /// - Parameters:
  ///   - rows: The samples, m.
  ///   - inner: The inputs of each sample, k.
  ///   - columns: The units, n.
  /// - Returns: A count of floats, never negative.
  static func matmulScratchCount(rows: Int, inner: Int, columns: Int) -> Int

  /// Computes `y = x · w`.
  ///
  /// `y[i, j]` is one chain of fused multiply-adds over the inner dimension in order, starting from
  /// +0 and stored as sum + (+0); so a row's bits do not depend on which rows are computed with it.
  ///
  /// Shapes: `x` is `[rows, inner]`, `w` is `[inner, columns]`, `y` is `[rows, columns]`, none of
  /// them overlapping another. `scratch` holds `matmulScratchCount` floats. `wIsFinite` states that
  /// all of `w` is known to be finite and needs no check.
  static func matmul(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
    rows: Int, inner: Int, columns: Int, wIsFinite: Bool,
    scratch: UnsafeMutablePointer<Float>
  )

  /// Computes `dx = dy · wᵀ`, the input gradient of `y = x · w`.
  ///
  /// `dx[i, j]` is one chain of fused multiply-adds over the columns of `dy` in order, starting
  /// from +0 and stored as sum + (+0).
  ///
  /// Shapes: `dy` is `[rows, columns]`, `w` is `[inner, columns]`, `dx` is `[rows, inner]`, none of
  /// them overlapping another. `scratch` holds `matmulScratchCount` floats.
  static func matmulTransposingRight(
    _ dy: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>,
    rows: Int, inner: Int, columns: Int, scratch: UnsafeMutablePointer<Float>
  )

  /// Computes one block of the reduction tree of `dw = xᵀ · dy`.
  ///
  /// `dw[i, j]` is the tree sum over the leaves, `((0 + 1) + (2 + 3)) + …`, of each leaf's sum,
  /// which is one chain of fused multiply-adds over its rows in order, starting from +0; the root
  /// is stored as sum + (+0). An empty leaf is a zero that is added like any other.
  ///
  /// Shapes: `x` is `[rows, inner]`, `dy` is `[rows, columns]`, `dw` is `[inner, columns]`, none of
  /// them overlapping another. `leafRows` holds `leafCount + 1` ascending row offsets, which may
  /// repeat; leaf `l` is the rows from `leafRows[l]` to before `leafRows[l + 1]`. `leafCount` is a
  /// power of two, 1 to 1,024. `scratch` holds `matmulScratchCount` floats for `leafRows[leafCount]
  /// - leafRows[0]` rows. `claim` is claimed meanwhile.
  static func weightGradient(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, into dw: UnsafeMutablePointer<Float>,
    leafRows: UnsafePointer<Int>, leafCount: Int, inner: Int, columns: Int,
    scratch: UnsafeMutablePointer<Float>, claim: Claim
  )
}

extension DenseKernels {
  /// `matmul` with weights that are not known to be finite.
  package static func matmul(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
    rows: Int, inner: Int, columns: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    matmul(
      x, w, into: y, rows: rows, inner: inner, columns: columns, wIsFinite: false,
      scratch: scratch)
  }

  /// `weightGradient` that claims nothing.
  package static func weightGradient(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, into dw: UnsafeMutablePointer<Float>,
    leafRows: UnsafePointer<Int>, leafCount: Int, inner: Int, columns: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    weightGradient(
      x, dy, into: dw, leafRows: leafRows, leafCount: leafCount, inner: inner, columns: columns,
      scratch: scratch, claim: Claim())
  }
}
