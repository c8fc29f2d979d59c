import KernelInterface

/// Pools one image by 2 x 2 windows, for which a special loop is much faster.
@inline(never)
func maxPoolingOfPairs(
  _ image: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
  indices: UnsafeMutablePointer<Int32>?, _ geometry: PoolingGeometry
) {
  let channels = geometry.channels
  let below = geometry.inputWidth &* channels
  var y = y
  var indices = indices
  for row in 0..<geometry.outputHeight {
    var cells = image + 2 &* row &* below
    for _ in 0..<geometry.outputWidth {
      forEachVector(channels) { i, lanes in
        let first = cells + i
        var best = BestCell(Vector(loading: first, first: lanes), cell: Vector(cell: 0))
        best.take(Vector(loading: first + channels, first: lanes), cell: 1)
        best.take(Vector(loading: first + below, first: lanes), cell: 2)
        best.take(Vector(loading: first + (below &+ channels), first: lanes), cell: 3)
        best.store(to: y + i, indices.map { $0 + i }, first: lanes)
      }
      cells += 2 &* channels
      y += channels
      indices = indices.map { $0 + channels }
    }
  }
}

/// The input gradient of `maxPoolingOfPairs`; cells outside all windows are not written.
@inline(never)
func maxPoolingGradientOfPairs(
  _ dy: UnsafePointer<Float>, indices: UnsafePointer<Int32>,
  into image: UnsafeMutablePointer<Float>, _ geometry: PoolingGeometry
) {
  let channels = geometry.channels
  let below = geometry.inputWidth &* channels
  var dy = dy
  var indices = UnsafeRawPointer(indices).assumingMemoryBound(to: Float.self)
  for row in 0..<geometry.outputHeight {
    var cells = image + 2 &* row &* below
    for _ in 0..<geometry.outputWidth {
      forEachVector(channels) { i, lanes in
        let gradient = Vector(loading: dy + i, first: lanes).positiveZeros
        let chosen = Vector(loading: indices + i, first: lanes)
        let first = cells + i
        chosen.whereCell(0, gradient).store(to: first, first: lanes)
        chosen.whereCell(1, gradient).store(to: first + channels, first: lanes)
        chosen.whereCell(2, gradient).store(to: first + below, first: lanes)
        chosen.whereCell(3, gradient).store(to: first + (below &+ channels), first: lanes)
      }
      cells += 2 &* channels
      dy += channels
      indices += channels
    }
  }
}

extension PoolingGeometry {
  /// Whether all windows are two cells by two, side by side and inside the image.
  @inline(__always)
  var windowsArePlainPairs: Bool {
    poolHeight == 2 && poolWidth == 2 && strideHeight == 2 && strideWidth == 2 && paddingTop == 0
      && paddingLeft == 0 && 2 &* outputHeight <= inputHeight && 2 &* outputWidth <= inputWidth
  }
}
