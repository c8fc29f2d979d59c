/// A model's output for each sample: rows of one size, in one array.
package struct OutputRows: RandomAccessCollection, Sendable, Equatable {
  /// The elements, row-major.
  package let values: [Float]
  /// The number of elements of a row.
  package let rowSize: Int

  /// - Precondition: The number of values is a multiple of the row's size, which is above 0.
  package init(_ values: [Float], rowSize: Int) {
    precondition(values.count.isMultiple(of: rowSize), "\(values.count) values, \(rowSize) a row")
    self.values = values
    self.rowSize = rowSize
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { values.count / rowSize }

  package subscript(index: Int) -> ArraySlice<Float> {
    values[index * rowSize..<(index + 1) * rowSize]
  }
}
