import CVector

/// Computes `weightGradient`, skipping the samples whose inputs are all zero in the rows of a tile
/// of `dw`, where that is faster; else does nothing and returns false.
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
  var plan = NonzeroSamples(
    leaves, scratch: UnsafeMutableRawPointer(waiting + treeDepth &* largestTileCount))
  let vectors = wholePanels(columns) / laneCount
  let share = claim.share(of: inner &* vectors)
  forEachVector(inner) { column, lanes in
    plan.read(x + column, rowCount: inner, lanes: lanes)
    var row = 0
    while row < lanes {
      let height = lanes &- row < sparseTileHeight ? 1 : sparseTileHeight
      plan.find(lanes: row, count: height)
      let target = dw + (column &+ row) &* columns
      forEachSparsePanel(columns) { first, width, valid in
        claim.take(
          from: (column &+ row) &* vectors &+ first / laneCount &* height,
          pieces: width / laneCount &* height, share: share)
        let panel = Panel(
          a: x + (column &+ row), aRow: 1, aStep: inner, b: packed + first &* rows, bStep: width,
          c: target + first, cRow: columns, columns: valid)
        sumSparseTile(height, panel, width, plan, UnsafeMutableRawPointer(waiting))
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

/// Adjacent inputs are zero together more often than the inputs of adjacent samples.
private var sparseTileHeight: Int { 4 }

/// Whether skipping zeros pays, judged by up to eight rows, evenly spread.
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

/// Calls `body` for panels of 64 columns, where registers allow, and narrower last ones.
@inline(__always)
private func forEachSparsePanel(
  _ columns: Int, _ body: (_ column: Int, _ width: Int, _ valid: Int) -> Void
) {
  var column = 0
  while column < columns {
    let left = columns &- column
    let width = !hasWideRegisters || left <= 16 ? 16 : left <= 32 ? 32 : 64
    body(column, width, left < width ? left : width)
    column &+= width
  }
}

/// The columns of all panels together.
@inline(__always)
private func wholePanels(_ columns: Int) -> Int {
  var sum = 0
  forEachSparsePanel(columns) { _, width, _ in sum &+= width }
  return sum
}

private func packSparsePanels(
  _ dy: UnsafePointer<Float>, rows: Int, columns: Int, into packed: UnsafeMutablePointer<Float>
) {
  forEachSparsePanel(columns) { column, width, valid in
    packPanel(
      dy + column, sourceRow: columns, rows: rows, valid: valid, width: width,
      into: packed + column &* rows)
  }
}

@inline(__always)
private func sumSparseTile(
  _ height: Int, _ panel: Panel, _ width: Int, _ leaves: NonzeroSamples,
  _ waiting: UnsafeMutableRawPointer
) {
  switch (height, width) {
  case (4, 64): sumSparseTile(Rows4<FourVectors>.self, panel, leaves, waiting)
  case (4, 32): sumSparseTile(Rows4<TwoVectors>.self, panel, leaves, waiting)
  case (4, _): sumSparseTile(Rows4<Vector>.self, panel, leaves, waiting)
  case (_, 64): sumSparseTile(Row<FourVectors>.self, panel, leaves, waiting)
  case (_, 32): sumSparseTile(Row<TwoVectors>.self, panel, leaves, waiting)
  default: sumSparseTile(Row<Vector>.self, panel, leaves, waiting)
  }
}

/// Computes one tile as a tree sum over the leaves' listed samples.
@inline(never)
private func sumSparseTile<T: Tile>(
  _: T.Type, _ panel: Panel, _ leaves: NonzeroSamples, _ waiting: UnsafeMutableRawPointer
) {
  let waiting = waiting.assumingMemoryBound(to: T.self)
  let (a, b) = (panel.a, panel.b)
  let (aStep, bStep) = (panel.aStep, panel.bStep)
  var next = UnsafePointer(leaves.samples)
  var depth = 0
  var tile = T()
  for leaf in 0..<leaves.count {
    if leaf > 0 {
      waiting[depth] = tile
      depth &+= 1
      tile = T()
    }
    let end = leaves.samples + Int(leaves.ends[leaf])
    repeat {
      let sample = Int(next.pointee)
      tile.addProduct(a + sample &* aStep, aRow: 1, T.Width(loading: b + sample &* bStep))
      next += 1
    } while next != end
    for _ in 0..<leaves.merges[leaf] {
      depth &-= 1
      tile.add(to: waiting[depth])
    }
  }
  let c = panel.c
  if panel.columns == T.Width.count {
    tile.store(to: c, cRow: panel.cRow)
  } else {
    tile.store(to: c, cRow: panel.cRow, columns: panel.columns)
  }
}
