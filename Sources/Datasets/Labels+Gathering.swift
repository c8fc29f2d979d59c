import FileFormats

extension Labels {
  /// Writes the classes at the given positions, contiguous.
  ///
  /// Shapes: `y` is `[indices.count]`, for integer and one-hot labels alike.
  ///
  /// An index outside `0..<count` and dense labels end the program with a message.
  package func gather(_ indices: UnsafeBufferPointer<Int32>, into y: UnsafeMutablePointer<Int32>) {
    for row in 0..<indices.count {
      unsafe y[row] = Int32(self[Int(indices[row])])
    }
  }

  /// Writes the labels at the given positions as floats, contiguous.
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

  /// Returns one label as floats.
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
    case (.dense, .samples(let samples)):
      unsafe withUnsafePointer(to: Int32(rows[index])) { position in
        unsafe samples.gather(UnsafeBufferPointer(start: position, count: 1), into: y)
      }
    case (.dense, .elements(let storage, let format)):
      let size = sampleSize * format.byteCount
      let first = origin + rows[index] * size
      unsafe storage.withBytes { bytes in
        unsafe format.convert(
          UnsafeRawBufferPointer(rebasing: bytes[first..<first + size]), into: y)
      }
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
