import Kernels
import Testing

@Suite("ColumnTreeSum")
struct ColumnTreeSumTests {
  /// One column at the seam of the blocks of 64 and 16 holds what only this order of addition
  /// gives: 2^24 + 1 is 2^24, but 1 + 1 first survives.
  @Test(arguments: [1, 16, 64, 79])
  func addsRowsInOrderAndLeavesByTheTree(column: Int) {
    let columns = 80
    func sum(_ rows: [Float], leafRows: [Int]) -> Float {
      var values = [Float](repeating: 0, count: rows.count * columns)
      for (row, value) in rows.enumerated() {
        values[row * columns + column] = value
      }
      let (dy, leaves) = (GuardedBuffer(values), GuardedBuffer(leafRows))
      let db = GuardedBuffer(count: columns)
      let scratch = GuardedBuffer(
        scratch: kernels.matmulScratchCount(rows: rows.count, inner: 0, columns: columns))
      kernels.biasGradient(
        dy.pointer, into: db.pointer, leafRows: leaves.pointer, leafCount: leafRows.count - 1,
        columns: columns, scratch: scratch.pointer)
      return db.values[column]
    }
    #expect(sum([0x1p24, 1, 1], leafRows: [0, 3]) == 0x1p24)
    #expect(sum([0x1p24, 1, 1], leafRows: [0, 1, 3]) == 0x1p24 + 2)
    #expect(sum([0x1p24, 1, 1, 0], leafRows: [0, 1, 2, 3, 4]) == 0x1p24)
  }
}
