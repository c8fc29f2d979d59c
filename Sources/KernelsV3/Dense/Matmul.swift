import KernelInterface

extension CompiledKernels {
  package static func matmulScratchCount(rows: Int, inner: Int, columns: Int) -> Int {
    max(
      isOneRowBlock(rows)
        ? max(inner, columns) * packedPanelWidth
        : max(inner * wholePanels(columns), columns * wholePanels(inner)),
      weightGradientScratchCount(rows: rows, columns: columns),
      sparseMatmulScratchCount(rows: rows, inner: inner, columns: columns),
      sparseWeightGradientScratchCount(rows: rows, columns: columns))
  }
}

/// The widest packed panel, in floats.
let packedPanelWidth = 32

/// The number of floats of the largest tile of a tree sum.
let largestTileCount = 12 * 32

extension CompiledKernels {
  package static func matmul(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
    rows: Int, inner: Int, columns: Int, wIsFinite: Bool,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let done = sparseMatmul(
      x, w, into: y, rows: rows, inner: inner, columns: columns, wIsFinite: wIsFinite,
      scratch: scratch)
    let packs = packsPanels(rows: rows, inner: inner, columns: columns)
    forEachRowBlock(rows) { first, count, isOnly in
      forEachPanel(columns &- done) { column, width, valid in
        let place = isOnly ? scratch : scratch + column &* inner
        let column = done &+ column
        var panel = Panel(
          a: x + first &* inner, aRow: inner, aStep: 1, b: w + column, bStep: columns,
          c: y + (first &* columns &+ column), cRow: columns, columns: valid)
        var rowsLeft = count
        if valid < width || packs {
          if first == 0 && packs && valid == width && !hasWideRegisters {
            PackingTile(panel: panel, steps: inner, packed: place).computeGreatestTile(row: 0)
            panel.a += greatestTileHeight &* panel.aRow
            panel.c += greatestTileHeight &* panel.cRow
            rowsLeft &-= greatestTileHeight
          } else if first == 0 {
            packPanel(
              w + column, sourceRow: columns, rows: inner, valid: valid, width: width, into: place)
          }
          panel.b = UnsafePointer(place)
          panel.bStep = width
        }
        ProductTiles(panel: panel, steps: inner).computeRows(rowsLeft, width: width)
      }
    }
  }
}

/// Divides rows into blocks that stay in the second-level cache while all panels are multiplied by
/// them; the panels are then packed one behind the other, and where one block has all rows, each in
/// place of the last.
@inline(__always)
func forEachRowBlock(
  _ rows: Int, _ body: (_ first: Int, _ count: Int, _ isOnly: Bool) -> Void
) {
  let size = isOneRowBlock(rows) ? max(rows, 1) : rowBlock
  for first in stride(from: 0, to: rows, by: size) {
    body(first, min(size, rows &- first), size >= rows)
  }
}

/// Whether one block has all of `rows` rows.
@inline(__always)
func isOneRowBlock(_ rows: Int) -> Bool { rows <= 2 &* rowBlock }

/// The rows of a block.
@inline(__always)
private var rowBlock: Int { 256 }

/// Whether the panels of `w` are packed for the tiles of `rows` rows.
///
/// With narrow registers also for a few tiles, where the matrix is larger than the second-level
/// cache, so that each of them fetches its panel again: with 784 x 512 weights 16 rows take 0.18 ms
/// packed and 0.22 ms not, 64 rows 0.60 and 0.86 ms; with 512 x 256, 16 rows take 56 and 52 us,
/// 64 rows 0.20 ms either way (AMD EPYC, Zen 3, AVX2, one core, 2026-12-01).
@inline(__always)
private func packsPanels(rows: Int, inner: Int, columns: Int) -> Bool {
  let tiles = rows / greatestTileHeight
  let isLarge = !hasWideRegisters && inner &* columns > 131_072
  return repaysPacking(tiles: tiles, of: columns)
    || (isLarge && tiles > 1 && columns > packedPanelWidth)
}

/// Whether `tiles` tiles read a panel of a wider matrix so often that copying it first is faster.
///
/// In the matrix the panel's rows are far apart, often by a power of two, and then fall into few
/// sets of the caches, so that each tile fetches them again. A product of 128 x 784 x 512 with
/// wide registers takes 0.64 ms with the copy and 0.76 to 0.90 ms without (Intel Xeon, Sapphire
/// Rapids, one core, 2026-12-01).
@inline(__always)
func repaysPacking(tiles: Int, of columns: Int) -> Bool {
  tiles > (hasWideRegisters ? 4 : 16) && columns > packedPanelWidth
}
