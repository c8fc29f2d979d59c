import FileFormats

extension Labels {
  /// Writes the classes at the given positions one after the other.
  ///
  /// Shapes: `y` is `[indices.count]`, for integer and one-hot labels alike.
  ///
  /// - Precondition: Every index is in `0..<count`, and the labels are not dense.
  public func gather(_ indices: UnsafeBufferPointer<Int32>, into y: UnsafeMutablePointer<Int32>) {
    for row in 0..<indices.count {
      unsafe y[row] = Int32(self[Int(indices[row])])
    }
  }

  /// Writes the labels at the given positions one after the other, as floats.
  ///
  /// One-hot labels are written out, an integer is one float (exact up to 2^24), and dense
  /// labels are written as they are.
  ///
  /// Shapes: `y` is `[indices.count, sampleSize]`, row-major.
  ///
  /// - Precondition: Every index is in `0..<count`.
  public func gather(_ indices: UnsafeBufferPointer<Int32>, into y: UnsafeMutablePointer<Float>) {
    let size = sampleSize
    for row in 0..<indices.count {
      unsafe write(Int(indices[row]), into: y + row * size)
    }
  }

  /// The floats that one label is written as.
  ///
  /// - Precondition: The index is in `0..<count`.
  /// - Returns: `sampleSize` values.
  public func values(at index: Int) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: sampleSize) { buffer, initializedCount in
      guard let y = buffer.baseAddress else { return }
      unsafe write(index, into: y)
      initializedCount = sampleSize
    }
  }

  private func write(_ index: Int, into y: UnsafeMutablePointer<Float>) {
    precondition(0 <= index && index < count, "label \(index) of \(count)")
    switch encoding {
    case .integer:
      unsafe y.pointee = Float(self[index])
    case .oneHot(let classCount):
      let place = self[index]
      precondition(place < classCount, "label \(index) is \(place) of \(classCount) classes")
      unsafe y.update(repeating: 0, count: classCount)
      unsafe y[place] = 1
    case .dense:
      guard case .values(let values) = source else {
        preconditionFailure("dense labels are made of floats")
      }
      let first = start + index * sampleSize
      for element in 0..<sampleSize { unsafe y[element] = values[first + element] }
    }
  }
}

// MARK: - Fingerprint

extension Labels {
  /// The CRC-32 of count, encoding and content, by which ranks compare their data.
  ///
  /// - Complexity: Reads every label.
  public var crc32: UInt32 {
    var result = CRC32()
    result.update(UInt64(count))
    switch encoding {
    case .integer: break
    case .oneHot(let classCount): result.update(UInt64(classCount))
    case .dense(let shape):
      // No class and no number of classes has these bits.
      result.update(UInt64.max)
      for size in [shape.count] + shape { result.update(UInt64(size)) }
    }
    switch source {
    case .bytes, .indices:
      for index in 0..<count { result.update(UInt64(self[index])) }
    case .values(let values):
      unsafe values.withUnsafeBufferPointer { x in
        unsafe result.update(
          UnsafeRawBufferPointer(
            UnsafeBufferPointer(rebasing: x[start..<(start + count * sampleSize)])))
      }
    }
    return result.value
  }
}
