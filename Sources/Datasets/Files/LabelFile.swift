import FileFormats

/// The labels of a data set in an array's file: whole numbers are classes, others are values.
///
/// An array of whole numbers with several for each sample, such as one-hot rows, is values too.
struct LabelFile {
  let array: ArrayFile
  /// Whether the labels are classes.
  let areClasses: Bool

  init(_ array: ArrayFile) {
    self.array = array
    areClasses =
      array.header.format.type.isInteger
      && array.header.shape.dropFirst().allSatisfy { $0 == 1 }
  }

  /// The labels as they are in memory: classes as `int32`, values as `float32`.
  func part(_ region: inout RegionLayout) -> StoredSplit.Part {
    let shape = areClasses ? Array(array.header.shape.prefix(1)) : array.header.shape
    return StoredSplit.Part(
      format: ElementFormat(areClasses ? .int32 : .float32), shape: shape,
      place: region.add(4 * array.header.elementCount))
  }

  /// Reads, checks and converts all labels.
  ///
  /// - Parameter buffer: Four bytes for each.
  /// - Throws: `DataFileError` that names a label that is negative, too large or not finite; and
  ///   the reader's errors.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    let format = array.header.format
    let values = unsafe buffer.assumingMemoryBound(to: Float.self)
    let classes = unsafe buffer.assumingMemoryBound(to: Int32.self)
    // Labels as they are in the file may take twice the memory of the result, or a quarter.
    try unsafe array.forEachPiece { start, piece in
      guard areClasses else {
        guard let first = values.baseAddress else { return }
        unsafe format.convert(piece, into: first + start)
        for index in start..<start + piece.count / format.byteCount
        where unsafe !values[index].isFinite {
          throw error(index, "\(unsafe values[index])", "a finite number")
        }
        return
      }
      try unsafe format.forEachInteger(in: piece) { index, label in
        guard let label, label >= 0, label < Int(Int32.max) else {
          throw error(
            start + index, label.map { "\($0)" } ?? "a number of more than 63 bits",
            "a class from 0 up, below \(Int32.max)")
        }
        unsafe classes[start + index] = Int32(label)
      }
    }
  }

  private func error(_ index: Int, _ found: String, _ expected: String) -> DataFileError {
    let size = array.header.shape.dropFirst().reduce(1, *)
    return DataFileError(
      path: array.name, place: "label \(index / max(size, 1))", found: found, expected: expected)
  }
}
