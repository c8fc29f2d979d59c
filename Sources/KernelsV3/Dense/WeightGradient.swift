package import KernelInterface

extension CompiledKernels {
  package static func weightGradient(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, into dw: UnsafeMutablePointer<Float>,
    leafRows: UnsafePointer<Int>, leafCount: Int, inner: Int, columns: Int,
    scratch: UnsafeMutablePointer<Float>, claim: Claim
  ) {
    let leaves = Leaves(rows: leafRows, count: leafCount)
    let firstRow = leafRows[0]
    let isDone = sparseWeightGradient(
      x + firstRow &* inner, dy + firstRow &* columns, into: dw, leaves: leaves, inner: inner,
      columns: columns, scratch: scratch, claim: claim)
    guard !isDone else { return }
    let rows = leaves.allRows.count
    var memory = ScratchCut(scratch)
    let block: UnsafeMutablePointer<Float> = memory.take(rows &* weightGradientBlock)
    let packed: UnsafeMutablePointer<Float> = memory.take(rows &* wholePanels(columns))
    let waiting = UnsafeMutableRawPointer(memory.rest)
    packPanels(dy + firstRow &* columns, rows: rows, columns: columns, into: packed)
    let pieces = wholeVectors(columns) / laneCount
    let share = claim.share(of: pieces &* inner)
    let isTall = rows > greatestWholeRows
    let packs = isTall || columns >= leastPackedColumns
    let blockSize = packs ? weightGradientBlock : max(inner, 1)
    for first in stride(from: 0, to: inner, by: blockSize) {
      let valid = min(inner &- first, blockSize)
      let inputs = x + (firstRow &* inner &+ first)
      if packs {
        packPanel(
          inputs, sourceRow: inner, rows: rows, valid: valid, width: blockSize, into: block)
      }
      forEachPanel(columns) { column, width, existing in
        let panel = Panel(
          a: packs ? UnsafePointer(block) : inputs, aRow: 1, aStep: blockSize,
          b: packed + column &* rows, bStep: width, c: dw + (first &* columns &+ column),
          cRow: columns, columns: existing)
        if isTall {
          addUpInPieces(panel, leaves, inputs: valid, width: width, sums: memory.rest)
        } else {
          TreeTiles(panel: panel, leaves: leaves, waiting: waiting)
            .computeRows(valid, width: width) {
              tileHeight(left: $0, greatest: TreeTiles.greatestHeight(width: width))
            }
        }
        claim.take(
          from: first &* pieces &+ column / laneCount &* valid,
          pieces: width / laneCount &* valid, share: share)
      }
    }
  }
}

/// The number of inputs whose columns of `x` are copied together, and stay in the first-level cache
/// while the tiles of all panels read them.
private var weightGradientBlock: Int { 48 }

/// The least number of columns whose tiles repay that copy.
private var leastPackedColumns: Int { 256 }

/// The most samples over all of which a tile goes at once, with its sums in registers.
///
/// With more, what they have of `x` and `dy` has left the caches when the next tile needs it. A
/// gradient of 784 x 512 over 8,192 samples takes 61 ms in pieces and 111 ms without with wide
/// registers, 101 and 122 ms with narrow ones, over 1,024 samples 6.0 and 6.5, 10.9 and 10.8 (Intel
/// Xeon, Sapphire Rapids, one core, 2026-12-01).
private var greatestWholeRows: Int { hasWideRegisters ? 512 : 1_024 }

/// The samples of a piece, where there are more.
private var pieceRows: Int { 128 }

/// Returns the number of floats of scratch that `weightGradient` needs.
func weightGradientScratchCount(rows: Int, columns: Int) -> Int {
  let sums =
    rows > greatestWholeRows
    ? (treeDepth + 1) * weightGradientBlock * packedPanelWidth : treeDepth * largestTileCount
  return rows * (weightGradientBlock + wholePanels(columns)) + wholeVectors(sums)
}

/// Computes a panel of `dw` for a block of inputs in pieces of a leaf, with the sums in memory: all
/// tiles use a piece before the next one displaces it from the cache.
private func addUpInPieces(
  _ panel: Panel, _ leaves: Leaves, inputs: Int, width: Int, sums: UnsafeMutablePointer<Float>
) {
  let tree = TreeRows(sums: sums, count: inputs &* width)
  let firstRow = leaves.allRows.lowerBound
  let height = evenTileHeight(rows: inputs)
  tree.addLeaves(leaves) { leaf, sum in
    for row in stride(from: leaf.lowerBound, to: leaf.upperBound, by: pieceRows) {
      ContinuedTiles(
        a: panel.a + (row &- firstRow) &* panel.aStep, aStep: panel.aStep,
        steps: min(pieceRows, leaf.upperBound &- row),
        b: panel.b + (row &- firstRow) &* panel.bStep, bStep: panel.bStep, c: sum
      ).computeRows(inputs, width: width, height: height)
    }
  }
  tree.storeRoot(to: panel.c, rowCount: panel.cRow, columns: panel.columns, width: width)
}
