extension Labels {
  /// Returns the labels followed by others of the same encoding.
  ///
  /// Unlike a view, the result is a copy in the memory of this process. Another encoding makes an
  /// invalid result; see ``check()``.
  ///
  /// - Complexity: O(labels) in time and memory.
  public func appending(_ other: Labels) -> Labels {
    if let failure = failure ?? other.failure { return Labels(invalid: failure) }
    guard encoding == other.encoding else {
      return Labels(invalid: .appended(found: other.encoding, expected: encoding))
    }
    do throws(DataLayoutError) {
      let rows = try RowSelection(count: count + other.count)
      let parts = [self, other]
      let content: Content =
        if case .dense = encoding {
          .values(parts.flatMap { part in (0..<part.count).flatMap { part.values(at: $0) } })
        } else {
          .indices(parts.flatMap { part in (0..<part.count).map { Int32(part[$0]) } })
        }
      var result = Labels(content, rows: rows, encoding: encoding)
      if columns == other.columns { result.columns = columns }
      if images == other.images { result.images = images }
      return result
    } catch {
      return Labels(invalid: .layout(error))
    }
  }
}
