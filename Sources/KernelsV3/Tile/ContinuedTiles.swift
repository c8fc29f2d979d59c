/// Tiles that continue sums in memory, which are rows as wide as the tile.
///
/// Sum `(i, j)` is continued over segments `s` and steps `t` by `a[i + s * aSegment + t * aStep]`
/// times `b[(s * steps + t) * bStep + j]`.
struct ContinuedTiles: TileLoop {
  var a: UnsafePointer<Float>
  var aStep: Int
  var aSegment = 0
  var segments = 1
  var steps: Int
  var b: UnsafePointer<Float>
  var bStep: Int
  var c: UnsafeMutablePointer<Float>

  @inline(never)
  func compute<T: Tile>(_: T.Type, row: Int) {
    let c = c + row &* T.Width.count
    var tile = T(loading: UnsafePointer(c), cRow: T.Width.count)
    var segment = a + row
    var b = b
    let (aStep, aSegment, bStep, steps) = (aStep, aSegment, bStep, steps)
    var segmentsLeft = segments
    while segmentsLeft > 0 {
      var a = segment
      var left = steps
      while left > 0 {
        tile.addProduct(a, aRow: 1, T.Width(loading: b))
        a += aStep
        b += bStep
        left &-= 1
      }
      segment += aSegment
      segmentsLeft &-= 1
    }
    // Here -0 and +0 are equivalent: later additions give the same number for both, and the root
    // stores +0.
    tile.store(to: c, cRow: T.Width.count)
  }
}
