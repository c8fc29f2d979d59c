import FileFormats

extension Labels {
  /// Writes the classes at the given positions one after the other.
  ///
  /// Shapes: `y` is `[indices.count]`, for integer and one-hot labels alike.
  ///
  /// An index outside `0..<count` and dense labels end the program with a message.
  package func gather(_ indices: UnsafeBufferPointer<Int32>, into y: UnsafeMutablePointer<Int32>) {
    for row in 0..<indices.count {
      unsafe y[row] = Int32(self[Int(indices[row])])
    }
  }

  /// Writes the labels at the given positions one after the other, as floats.
  ///
  /// A one-hot label is a vector of 0s and a 1, an integer is one float (exact up to 2^24), and
  /// dense labels are copied.
  ///
  /// Shapes: `y` is `[indices.count, sampleSize]`, row-major.
  ///
  /// An index outside `0..<count` ends the program with a message.
  package func gather(_ indices: UnsafeBufferPointer<Int32>, into y: UnsafeMutablePointer<Float>) {
    let size = sampleSize
    for row in 0..<indices.count {
      unsafe write(Int(indices[row]), into: y + row * size)
    }
  }

  /// The floats that one label is written as.
  ///
  /// An index outside `0..<count` ends the program with a message, in release builds too.
  ///
  /// - Returns: `sampleSize` values.
  public func values(at index: Int) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: sampleSize) { buffer, initializedCount in
      guard let y = buffer.baseAddress else { return }
      unsafe write(index, into: y)
      initializedCount = sampleSize
    }
  }

  private func write(_ index: Int, into y: UnsafeMutablePointer<Float>) {
    expectIndex(index)
    switch (encoding, content) {
    case (.dense, .values(let values)):
      let first = rows[index] * sampleSize
      for element in 0..<sampleSize { unsafe y[element] = values[first + element] }
    case (.oneHot(let classCount), _):
      let label = self[index]
      precondition(label < classCount, "label \(index) is \(label) of \(classCount) classes")
      unsafe y.update(repeating: 0, count: classCount)
      unsafe y[label] = 1
    case (.integer, _), (.dense, _):
      unsafe y.pointee = Float(self[index])
    }
  }
}

// MARK: - Fingerprint

extension Labels {
  /// Whether the labels are one copy that all ranks of a host share.
  package var isShared: Bool {
    if case .bytes(let storage) = content { storage.isShared } else { false }
  }

  /// All that tells labels apart but their content: count, encoding and position.
  ///
  /// - Complexity: O(count) for labels that were selected by a list of positions, else O(1).
  package var viewDescription: String {
    let kind =
      switch content {
      case .bytes: "bytes"
      case .indices: "indices"
      case .values: "floats"
      }
    return "\(count) labels, \(encoding), \(kind) from \(origin), \(rows)"
  }

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
    switch content {
    case .bytes, .indices:
      for index in 0..<count { result.update(UInt64(self[index])) }
    case .values(let values):
      unsafe values.withUnsafeBufferPointer { x in
        for range in rows.runs {
          let elements = range.lowerBound * sampleSize..<range.upperBound * sampleSize
          unsafe result.update(
            UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: x[elements])))
        }
      }
    }
    return result.value
  }
}
