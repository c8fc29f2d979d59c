/// One row of output pixels: a product with left rows that overlap in memory.
///
/// Each filter row multiplies `steps` adjacent values of the image, its segment; so result `(i, j)`
/// is the sum over segments `s` and steps `t` of `a[i * aRow + s * aSegment + t]` times
/// `b[(s * steps + t) * bStep + j]`.
struct SegmentPanel {
  var a: UnsafePointer<Float>
  var aRow: Int
  var aSegment: Int
  var segments: Int
  var steps: Int
  var b: UnsafePointer<Float>
  var bStep: Int
  var c: UnsafeMutablePointer<Float>
  var cRow: Int
  /// The number of columns of the panel that exist; the tile computes its whole width.
  var columns: Int

  /// Skips the segments above or below the image, where all values are zeros.
  ///
  /// `a` is the start of the image; the first segment is in its row `first`, which may be negative,
  /// of `height` rows.
  @inline(__always)
  mutating func clip(first: Int, height: Int) {
    let skipped = first < 0 ? -first : 0
    let end = height &- first < segments ? height &- first : segments
    a += (first &+ skipped) &* aSegment
    b += skipped &* steps &* bStep
    segments = end > skipped ? end &- skipped : 0
  }
}

/// The tiles of a row of output pixels.
struct SegmentTiles: TileLoop {
  var panel: SegmentPanel

  /// Computes a tile segment after segment.
  @inline(never)
  func compute<T: Tile>(_: T.Type, row: Int) {
    var tile = T()
    var segment = panel.a + row &* panel.aRow
    var b = panel.b
    let (aRow, aSegment, bStep) = (panel.aRow, panel.aSegment, panel.bStep)
    let steps = panel.steps
    var segmentsLeft = steps > 0 ? panel.segments : 0
    while segmentsLeft > 0 {
      var a = segment
      // The loop ends at an address in `b`, and only the caller knows its step: the compiler cannot
      // count the rounds, so it does not unroll them, for which no registers are left.
      let end = b + steps &* bStep
      repeat {
        tile.addProduct(a, aRow: aRow, T.Width(loading: b))
        a += 1
        b += bStep
      } while b != end
      segment += aSegment
      segmentsLeft &-= 1
    }
    tile.store(to: panel.c + row &* panel.cRow, cRow: panel.cRow, columns: panel.columns)
  }
}
