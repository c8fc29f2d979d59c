import CVector
import KernelInterface

extension CompiledKernels {
  package static func matmulTransposingRight(
    _ dy: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>,
    rows: Int, inner: Int, columns: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    forEachRowBlock(rows) { first, count, isOnly in
      forEachPanel(inner) { column, width, valid in
        let packed = isOnly ? scratch : scratch + column &* columns
        if first == 0 {
          packTransposedPanel(
            w + column &* columns, sourceRow: columns, rows: columns, valid: valid, width: width,
            into: packed)
        }
        let panel = Panel(
          a: dy + first &* columns, aRow: columns, aStep: 1, b: UnsafePointer(packed),
          bStep: width, c: dx + (first &* inner &+ column), cRow: inner, columns: valid)
        ProductTiles(panel: panel, steps: columns).computeRows(count, width: width)
      }
    }
  }
}

/// Writes `packed[s * width + j] = source[j * sourceRow + s]`, and zeros for `j` from `valid` on.
@inline(__always)
func packTransposedPanel(
  _ source: UnsafePointer<Float>, sourceRow: Int, rows: Int, valid: Int, width: Int,
  into packed: UnsafeMutablePointer<Float>
) {
  var half = 0
  while half < width {
    let left = valid &- half
    let block = left < 0 ? 0 : left < laneCount ? left : laneCount
    var step = 0
    while step < rows {
      let steps = rows &- step < laneCount ? rows &- step : laneCount
      vector_transpose(
        source + (half &* sourceRow &+ step), sourceRow, block, steps,
        packed + (step &* width &+ half), width)
      step &+= laneCount
    }
    half &+= laneCount
  }
}
