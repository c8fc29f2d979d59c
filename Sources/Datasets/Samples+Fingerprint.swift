package import FileFormats

extension Samples {
  /// Whether the elements are one copy that all ranks of a host share.
  package var isShared: Bool {
    switch content {
    case .bytes(let storage), .elements(let storage, _): storage.sharedNumber != nil
    case .values: false
    }
  }

  /// Checks that the file of mapped samples has not been changed since it was mapped.
  ///
  /// - Throws: `DataFileError`.
  package func checkFile() throws(DataFileError) {
    switch content {
    case .bytes(let storage), .elements(let storage, _): try storage.check()
    case .values: break
    }
  }

  /// NumPy's name of the elements' type.
  package var kind: String {
    switch content {
    case .bytes: Self.byteKind
    case .values: "float32"
    case .elements(_, let format): format.name
    }
  }

  /// Whether the elements are unsigned bytes, as pixels are.
  package var areBytes: Bool {
    if case .bytes = content { true } else { false }
  }

  /// NumPy's name of unsigned bytes.
  package static var byteKind: String { "uint8" }

  /// What `kindAndArithmetic` says of bytes that are divided by 255.
  package static var dividedByteKind: String { "uint8 / 255.0" }

  /// Whether the elements are floats of any size.
  package var areFloats: Bool {
    switch content {
    case .bytes: false
    case .values: true
    case .elements(_, let format): !format.type.isInteger
    }
  }

  /// Whether the elements are those of a file or of shared memory, as opposed to a program's own.
  package var areStored: Bool {
    if case .values = content { false } else { true }
  }

  /// The elements' type and what is computed with them, as `uint8 / 255.0 - 0.5`.
  package var kindAndArithmetic: String { kind + "\(arithmetic)" }

  /// The properties that identify samples apart from their content: count, shape, arithmetic,
  /// position, and which shared memory they are in.
  ///
  /// - Complexity: O(count) for samples that were selected by a list of positions, else O(1).
  package var viewDescription: String {
    let kind =
      switch content {
      case .bytes(let storage): storage.kind
      case .values: "floats"
      case .elements(let storage, let format): "\(format.name) in \(storage.kind)"
      }
    return "\(count) samples of \(shape), \(kind) from \(origin), \(rows)\(arithmetic)"
  }

  /// The CRC-32 of shape, count, arithmetic and elements, by which ranks compare their data.
  ///
  /// - Complexity: Reads every element.
  package var crc32: UInt32 {
    var result = CRC32()
    for size in [count, shape.count] + shape { result.update(UInt64(size)) }
    arithmetic.update(&result)
    switch content {
    case .bytes(let storage):
      unsafe storage.withBytes { unsafe update(&result, withRowsOf: $0) }
    case .values(let values):
      unsafe values.withUnsafeBytes { unsafe update(&result, withRowsOf: $0) }
    case .elements(let storage, let format):
      // Floats have the same fingerprint in a file and in memory.
      if format != ElementFormat(.float32) { result.update(Array(format.name.utf8)) }
      unsafe storage.withBytes { unsafe update(&result, withRowsOf: $0) }
    }
    return result.value
  }

  private func update(_ result: inout CRC32, withRowsOf bytes: UnsafeRawBufferPointer) {
    let (rowSize, start) =
      switch content {
      case .bytes: (sampleSize, origin)
      case .values:
        (sampleSize * MemoryLayout<Float>.size, origin * MemoryLayout<Float>.size)
      case .elements(_, let format): (sampleSize * format.byteCount, origin)
      }
    for range in rows.runs {
      let (lower, upper) = (start + range.lowerBound * rowSize, start + range.upperBound * rowSize)
      unsafe result.update(UnsafeRawBufferPointer(rebasing: bytes[lower..<upper]))
    }
  }
}
