import FileFormats

/// The rows of a source in a view, in the view's order.
///
/// A row of a view is at a position, counted from 0; the same row of the source has an index.
struct RowSelection: Equatable {
  private enum Rows: Equatable {
    case consecutive(Range<Int>)
    case listed(ArraySlice<Int32>)
  }

  private let rows: Rows

  private init(_ rows: Rows) { self.rows = rows }

  /// No rows.
  static let empty = RowSelection(.consecutive(0..<0))

  /// All rows of a source.
  ///
  /// - Throws: `DataLayoutError.count` if `Int32` cannot number them.
  init(count: Int) throws(DataLayoutError) {
    guard (0...Int(Int32.max)).contains(count) else { throw .count(found: count) }
    rows = .consecutive(0..<count)
  }

  /// All rows of samples; positions are indices.
  init(of samples: Samples) { rows = .consecutive(0..<samples.count) }

  /// The number of rows.
  var count: Int {
    switch rows {
    case .consecutive(let range): range.count
    case .listed(let indices): indices.count
    }
  }

  /// The indices of the rows where they are consecutive in the source, otherwise nil.
  var consecutive: Range<Int>? {
    if case .consecutive(let range) = rows { range } else { nil }
  }

  /// The indices in order, as ranges of consecutive ones: one for all, or one for each row.
  var runs: [Range<Int>] {
    switch rows {
    case .consecutive(let range): [range]
    case .listed(let indices): indices.map { Int($0)..<Int($0) + 1 }
    }
  }

  /// The index in the source of the row at a position.
  ///
  /// - Precondition: The position is in `0..<count`.
  subscript(position: Int) -> Int {
    switch rows {
    case .consecutive(let range): range.lowerBound + position
    case .listed(let indices): Int(indices[indices.startIndex + position])
    }
  }
}

// MARK: - Selecting

extension RowSelection {
  /// The rows of a view, or the error of an invalid view.
  typealias Selection = Result<RowSelection, DataLayoutError>

  /// Selects the rows at positions from `lower` to below `upper`.
  func slice(from lower: Int, to upper: Int) -> Selection {
    guard 0 <= lower, lower <= upper, upper <= count else {
      return .failure(.range(lower: lower, upper: upper, count: count))
    }
    switch rows {
    case .consecutive(let range):
      let start = range.lowerBound
      return .success(RowSelection(.consecutive(start + lower..<start + upper)))
    case .listed(let indices):
      return .success(RowSelection(.listed(indices.dropFirst(lower).prefix(upper - lower))))
    }
  }

  /// Selects the first rows, or all if there are fewer.
  func prefix(_ maximum: Int) -> Selection {
    atMostAll(maximum).flatMap { slice(from: 0, to: $0) }
  }

  /// Selects the last rows, or all if there are fewer.
  func suffix(_ maximum: Int) -> Selection {
    atMostAll(maximum).flatMap { slice(from: count - $0, to: count) }
  }

  /// Selects all but the first rows, or none if there are fewer.
  func dropFirst(_ number: Int) -> Selection {
    atMostAll(number).flatMap { slice(from: $0, to: count) }
  }

  /// Selects all but the last rows, or none if there are fewer.
  func dropLast(_ number: Int) -> Selection {
    atMostAll(number).flatMap { slice(from: 0, to: count - $0) }
  }

  private func atMostAll(_ number: Int) -> Result<Int, DataLayoutError> {
    number >= 0 ? .success(min(number, count)) : .failure(.count(found: number))
  }

  /// Selects the rows at the listed positions, any of them as often as it is listed.
  func listing(_ positions: [Int]) -> Selection {
    guard positions.count <= Int(Int32.max) else {
      return .failure(.count(found: positions.count))
    }
    let count = count
    var indices: [Int32] = []
    indices.reserveCapacity(positions.count)
    for position in positions {
      guard 0 <= position, position < count else {
        return .failure(.index(found: position, count: count))
      }
      indices.append(Int32(self[position]))
    }
    return .success(RowSelection(.listed(indices[...])))
  }
}

extension RowSelection: CustomStringConvertible {
  /// The range of indices, or their number and checksum.
  var description: String {
    switch rows {
    case .consecutive(let range):
      return "rows \(range)"
    case .listed(let indices):
      var checksum = CRC32()
      unsafe indices.withUnsafeBytes { unsafe checksum.update($0) }
      return "\(indices.count) listed rows, CRC-32 \(checksum.hexadecimal)"
    }
  }
}
