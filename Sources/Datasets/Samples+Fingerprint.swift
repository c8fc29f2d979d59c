import FileFormats

extension Samples {
  /// Whether the elements are one copy that all ranks of a host share.
  package var isShared: Bool {
    if case .bytes(let storage) = content { storage.isShared } else { false }
  }

  /// The properties that identify samples apart from their content: count, shape, arithmetic and
  /// position.
  ///
  /// - Complexity: O(count) for samples that were selected by a list of positions, else O(1).
  package var viewDescription: String {
    let kind = if case .bytes = content { "bytes" } else { "floats" }
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
    }
    return result.value
  }

  private func update(_ result: inout CRC32, withRowsOf bytes: UnsafeRawBufferPointer) {
    let elementSize = if case .bytes = content { 1 } else { MemoryLayout<Float>.size }
    let (rowSize, start) = (sampleSize * elementSize, origin * elementSize)
    for range in rows.runs {
      let (lower, upper) = (start + range.lowerBound * rowSize, start + range.upperBound * rowSize)
      unsafe result.update(UnsafeRawBufferPointer(rebasing: bytes[lower..<upper]))
    }
  }
}
