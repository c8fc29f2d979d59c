package import FileFormats

extension Labels {
  /// Whether the labels are one copy that all ranks of a host share.
  package var isShared: Bool {
    switch content {
    case .bytes(let storage), .elements(let storage, _): storage.sharedNumber != nil
    case .samples(let samples): samples.isShared
    case .indices, .values: false
    }
  }

  /// Checks that the file of mapped labels has not been changed since it was mapped.
  ///
  /// - Throws: `DataFileError`.
  package func checkFile() throws(DataFileError) {
    switch content {
    case .bytes(let storage), .elements(let storage, _): try storage.check()
    case .samples(let samples): try samples.checkFile()
    case .indices, .values: break
    }
  }

  /// The properties that identify labels apart from their content: count, encoding, position, and
  /// which shared memory they are in.
  ///
  /// - Complexity: O(count) for labels that were selected by a list of positions, else O(1).
  package var viewDescription: String {
    let source =
      switch content {
      case .bytes(let storage): "\(storage.kind) from \(origin)"
      case .indices: "indices"
      case .values: "floats"
      case .samples(let samples): "(\(samples.viewDescription))"
      case .elements(let storage, let format):
        "\(format.name) in \(storage.kind) from \(origin)"
      }
    return "\(count) labels, \(encoding), \(source), \(rows)"
  }

  /// The CRC-32 of count, encoding and content, by which ranks compare their data.
  ///
  /// - Complexity: Reads every label.
  package var crc32: UInt32 {
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
    case .elements(let storage, let format) where !format.type.isInteger:
      let size = sampleSize * format.byteCount
      unsafe storage.withBytes { bytes in
        for range in rows.runs {
          let rows = origin + range.lowerBound * size..<origin + range.upperBound * size
          unsafe result.update(UnsafeRawBufferPointer(rebasing: bytes[rows]))
        }
      }
    case .bytes, .indices, .elements:
      for index in 0..<count { result.update(UInt64(self[index])) }
    case .values(let values):
      unsafe values.withUnsafeBufferPointer { x in
        for range in rows.runs {
          let elements = range.lowerBound * sampleSize..<range.upperBound * sampleSize
          unsafe result.update(
            UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: x[elements])))
        }
      }
    case .samples:
      for index in 0..<count {
        let row = values(at: index)
        unsafe row.withUnsafeBytes { unsafe result.update($0) }
      }
    }
    return result.value
  }
}
