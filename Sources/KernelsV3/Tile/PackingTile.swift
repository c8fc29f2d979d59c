import CVector

/// The first tile of a product's panel, which packs the panel while it reads it.
///
/// The rows of a panel in its matrix are far apart, and a copy in a loop of its own waits for them.
/// Here the multiplications go on meanwhile: a product of 128 x 784 x 512 takes 1.17 ms so and
/// 1.22 ms with the copy before the tiles, one of 16 x 784 x 512 0.18 and 0.20 ms (AMD EPYC, Zen 3,
/// AVX2, one core, 2026-12-01).
struct PackingTile: TileLoop {
  /// The panel in its matrix, of which all columns exist.
  var panel: Panel
  var steps: Int
  /// Receives the rows of the panel side by side.
  var packed: UnsafeMutablePointer<Float>

  @inline(never)
  func compute<T: Tile>(_: T.Type, row: Int) {
    var tile = T()
    var a = panel.a + row &* panel.aRow
    var b = panel.b
    var packed = packed
    let (aRow, aStep, bStep) = (panel.aRow, panel.aStep, panel.bStep)
    var left = steps
    while left > 0 {
      // Beyond the last row this is some other memory, or none, which a prefetch may name.
      vector_prefetch(b + 32 &* bStep)
      let values = T.Width(loading: b)
      values.store(to: packed)
      tile.addProduct(a, aRow: aRow, values)
      a += aStep
      b += bStep
      packed += T.Width.count
      left &-= 1
    }
    tile.store(to: panel.c + row &* panel.cRow, cRow: panel.cRow)
  }
}
