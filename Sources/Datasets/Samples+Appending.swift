extension Samples {
  /// Returns the samples followed by others of the same shape.
  ///
  /// Unlike a view, the result is a copy in the memory of this process: of bytes where both are
  /// bytes with the same arithmetic, else of floats after arithmetic. Another shape makes an
  /// invalid result; see ``check()``.
  ///
  /// - Complexity: O(elements) in time and memory.
  public func appending(_ other: Samples) -> Samples {
    if let failure = failure ?? other.failure { return Samples(invalid: failure) }
    guard shape == other.shape else {
      return Samples(invalid: .appended(found: other.shape, expected: shape))
    }
    do throws(DataLayoutError) {
      let rows = try RowSelection(count: count + other.count)
      guard arithmetic == other.arithmetic, let bytes = storedBytes, let more = other.storedBytes
      else {
        return Samples(
          .values([self, other].flatMap { $0.flatMap(\.self) }), rows: rows, shape: shape)
      }
      var result = Samples(.bytes(ByteStorage(bytes + more)), rows: rows, shape: shape)
      result.arithmetic = arithmetic
      return result
    } catch {
      return Samples(invalid: .layout(error))
    }
  }

  /// A copy of the elements before arithmetic, or nil if they are floats.
  private var storedBytes: [UInt8]? {
    guard case .bytes(let storage) = content else { return nil }
    let size = sampleSize
    var result: [UInt8] = []
    result.reserveCapacity(count * size)
    unsafe storage.withBytes { bytes in
      for range in rows.runs {
        let (lower, upper) = (origin + range.lowerBound * size, origin + range.upperBound * size)
        unsafe result.append(contentsOf: bytes[lower..<upper])
      }
    }
    return result
  }
}
