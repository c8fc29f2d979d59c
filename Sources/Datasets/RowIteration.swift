extension Samples {
  /// Calls a function with the elements of each sample, after arithmetic, without an array for
  /// each.
  package func forEachRow(_ body: (_ index: Int, _ row: UnsafeBufferPointer<Float>) -> Void) {
    unsafe RowIteration(count: count, size: sampleSize).run(
      gather: { positions, y in unsafe gather(positions, into: y) }, unsafe body)
  }
}

extension Labels {
  /// Calls a function with each label as floats, without an array for each.
  func forEachRow(_ body: (_ index: Int, _ row: UnsafeBufferPointer<Float>) -> Void) {
    unsafe RowIteration(count: count, size: sampleSize).run(
      gather: { positions, y in unsafe gather(positions, into: y) }, unsafe body)
  }
}

/// An iteration over rows that are gathered some at a time.
private struct RowIteration {
  let count: Int
  /// The elements of a row.
  let size: Int

  /// The elements that are gathered at a time, unless one row has more.
  private static let chunkSize = 1 << 14

  func run(
    gather: (UnsafeBufferPointer<Int32>, UnsafeMutablePointer<Float>) -> Void,
    _ body: (Int, UnsafeBufferPointer<Float>) -> Void
  ) {
    let rowCount = max(1, min(count, Self.chunkSize / max(size, 1)))
    var rows = [Float](repeating: 0, count: rowCount * size)
    unsafe rows.withUnsafeMutableBufferPointer { rows in
      guard let base = rows.baseAddress else { return }
      for first in stride(from: 0, to: count, by: rowCount) {
        let positions = (first..<min(first + rowCount, count)).map { Int32($0) }
        unsafe positions.withUnsafeBufferPointer { unsafe gather($0, base) }
        for index in positions.indices {
          unsafe body(
            first + index, UnsafeBufferPointer(start: base + index * size, count: size))
        }
      }
    }
  }
}
