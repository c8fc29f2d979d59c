package import FileFormats

extension Samples {
  /// The range of the elements as they are stored, where they are whole numbers with which nothing
  /// is computed; else nil.
  ///
  /// Training rounds them to floats, which are exact up to 2^24.
  ///
  /// - Complexity: Reads every element.
  package var integerRange: IntegerRange? {
    guard let (storage, format) = integers else { return nil }
    let rowSize = sampleSize * format.byteCount
    var result = IntegerRange()
    unsafe storage.withBytes { bytes in
      for range in rows.runs {
        let start = origin + range.lowerBound * rowSize
        unsafe format.add(
          UnsafeRawBufferPointer(rebasing: bytes[start..<start + range.count * rowSize]),
          to: &result)
      }
    }
    return result
  }

  /// Returns the first elements of a sample in decimal digits, as they are stored.
  ///
  /// - Parameters:
  ///   - index: The index of the sample.
  ///   - count: The number of elements, at most.
  /// - Returns: The texts; nil unless the elements are whole numbers, with nothing computed.
  package func integerTexts(at index: Int, count: Int) -> [String]? {
    guard let (storage, format) = integers else { return nil }
    let start = origin + rows[index] * sampleSize * format.byteCount
    let size = Swift.min(count, sampleSize) * format.byteCount
    return unsafe storage.withBytes { bytes in
      unsafe format.integerTexts(UnsafeRawBufferPointer(rebasing: bytes[start..<start + size]))
    }
  }

  private var integers: (ByteStorage, ElementFormat)? {
    guard arithmetic == SampleArithmetic() else { return nil }
    switch content {
    case .bytes(let storage): return (storage, ElementFormat(.uint8))
    case .elements(let storage, let format): return format.type.isInteger ? (storage, format) : nil
    case .values: return nil
    }
  }
}
