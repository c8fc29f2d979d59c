import CVector
import KernelInterface

/// Computes `weightGradient`, skipping the samples with only zero inputs in the rows of a tile of
/// `dw`, where that is faster; otherwise does nothing and returns false.
///
/// The bits are those of the whole sums.
func sparseWeightGradient(
  _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, into dw: UnsafeMutablePointer<Float>,
  leaves: Leaves, inner: Int, columns: Int, scratch: UnsafeMutablePointer<Float>, claim: Claim
) -> Bool {
  let rows = leaves.rows[leaves.count] &- leaves.rows[0]
  guard columns >= leastSparseColumns,
    isSparse(x, rows: rows, columns: inner, samples: rows &* columns / 512)
  else { return false }
  let packed = scratch
  let packedCount = rows &* wholePanels(columns)
  packSparsePanels(dy, rows: rows, columns: columns, into: packed)
  guard isFinite(packed, count: packedCount) else { return false }

  let waiting = packed + packedCount
  var samples = NonzeroSamples(leaves, scratch: waiting + treeDepth &* largestTileCount)
  let vectors = wholePanels(columns) / laneCount
  let share = claim.share(of: inner &* vectors)
  forEachVector(inner) { column, lanes in
    samples.read(x + column, rowCount: inner, lanes: lanes)
    var row = 0
    while row < lanes {
      let height = lanes &- row < sparseTileHeight ? 1 : sparseTileHeight
      samples.find(lanes: row, count: height)
      let target = dw + (column &+ row) &* columns
      forEachPanel(columns, greatest: sparseTileWidth) { first, width, valid in
        claim.take(
          from: (column &+ row) &* vectors &+ first / laneCount &* height,
          pieces: width / laneCount &* height, share: share)
        SparseTreeTiles(
          panel: Panel(
            a: x + (column &+ row), aRow: 1, aStep: inner, b: packed + first &* rows, bStep: width,
            c: target + first, cRow: columns, columns: valid),
          samples: samples, waiting: waiting
        ).computeLowTile(row: 0, height: height, width: width)
      }
      row &+= height
    }
  }
  return true
}

/// The floats of scratch that `sparseWeightGradient` needs.
func sparseWeightGradientScratchCount(rows: Int, columns: Int) -> Int {
  guard columns >= leastSparseColumns else { return 0 }
  return rows * wholePanels(columns) + treeDepth * largestTileCount
    + NonzeroSamples.scratchCount(rows: rows)
}

/// Whether skipping zeros is faster, estimated from up to eight evenly spaced rows.
///
/// More than `samples` of them would take more than a hundredth of the product's time.
private func isSparse(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int, samples: Int
) -> Bool {
  let samples = min(samples, rows, 8)
  let whole = columns / laneCount &* laneCount
  var nonzero = 0
  for sample in 0..<samples {
    let row = x + sample &* rows / samples &* columns
    var column = 0
    while column < whole {
      let lanes = nonzeroLanes(row + column, first: laneCount)
      // One bit for each four lanes.
      nonzero &+= ((lanes | lanes &>> 1 | lanes &>> 2 | lanes &>> 3) & 0x1111).nonzeroBitCount
      column &+= laneCount
    }
  }
  return nonzero &* sparseTileHeight &* 4 < samples &* whole &* 3
}

/// The columns of all panels together.
@inline(__always)
private func wholePanels(_ columns: Int) -> Int {
  var sum = 0
  forEachPanel(columns, greatest: sparseTileWidth) { _, width, _ in sum &+= width }
  return sum
}

private func packSparsePanels(
  _ dy: UnsafePointer<Float>, rows: Int, columns: Int, into packed: UnsafeMutablePointer<Float>
) {
  forEachPanel(columns, greatest: sparseTileWidth) { column, width, valid in
    packPanel(
      dy + column, sourceRow: columns, rows: rows, valid: valid, width: width,
      into: packed + column &* rows)
  }
}

/// The tiles of a panel of `dw`, each a tree sum over the leaves' listed samples.
private struct SparseTreeTiles: TileLoop {
  var panel: Panel
  var samples: NonzeroSamples
  var waiting: UnsafeMutableRawPointer

  @inline(never)
  func compute<T: Tile>(_: T.Type, row: Int) {
    let (a, b) = (panel.a, panel.b)
    let (aStep, bStep) = (panel.aStep, panel.bStep)
    let leaves = samples.leaves
    var next = UnsafePointer(samples.list)
    var tile = T()
    if samples.leafCount > 0 {
      tile = WaitingSums<T>(in: waiting).sum(
        samples.leafCount, merges: { Int(leaves[$0].merges) }
      ) { leaf, _ in
        var tile = T()
        let end = samples.list + Int(leaves[leaf].end)
        repeat {
          let sample = Int(next.pointee)
          tile.addProduct(a + sample &* aStep, aRow: 1, T.Width(loading: b + sample &* bStep))
          next += 1
        } while next != end
        return tile
      }
    }
    tile.store(to: panel.c, cRow: panel.cRow, columns: panel.columns)
  }
}
