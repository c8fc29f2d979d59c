/// The checks of sizes that samples and labels share.
enum DataLayout {
  /// Returns the number of elements of a shape, or nil if it is not a shape.
  ///
  /// - Returns: The product of the sizes; nil if one is negative or the product overflows `Int`.
  static func elementCount(of shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else { return nil }
      count = product
    }
    return count
  }

  /// Returns the number of rows of a shape into which values can be divided.
  ///
  /// - Throws: `DataLayoutError.shape` or `.valueCount`.
  static func rowCount(
    valueCount: Int, shape: [Int]
  ) throws(DataLayoutError) -> Int {
    guard let size = elementCount(of: shape), size > 0 else { throw .shape(found: shape) }
    guard valueCount % size == 0 else { throw .valueCount(found: valueCount, shape: shape) }
    return valueCount / size
  }

  /// Checks that rows of bytes lie inside a storage.
  ///
  /// - Throws: `DataLayoutError.shape`, `.count` or `.outsideStorage`.
  static func check(
    count: Int, shape: [Int], byteOffset: Int, byteCount: Int
  ) throws(DataLayoutError) {
    guard let size = elementCount(of: shape) else { throw .shape(found: shape) }
    guard count >= 0 else { throw .count(found: count) }
    let (length, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, byteOffset >= 0, byteOffset <= byteCount, length <= byteCount - byteOffset
    else {
      throw .outsideStorage(
        count: count, shape: shape, byteOffset: byteOffset, byteCount: byteCount)
    }
  }

  /// Returns the values of rows, one row after the other, and the number of values in each.
  ///
  /// - Throws: `DataLayoutError.noRows`, `.shape` for rows without values, or `.rowLength`.
  static func flattened(
    _ rows: [[Float]]
  ) throws(DataLayoutError) -> (values: [Float], size: Int) {
    guard let size = rows.first?.count else { throw .noRows }
    guard size > 0 else { throw .shape(found: [size]) }
    var values: [Float] = []
    values.reserveCapacity(rows.count * size)
    for (index, row) in rows.enumerated() {
      guard row.count == size else {
        throw .rowLength(row: index, found: row.count, expected: size)
      }
      values += row
    }
    return (values, size)
  }
}
