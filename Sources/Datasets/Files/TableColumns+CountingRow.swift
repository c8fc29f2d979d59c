import FileFormats

extension TableColumns {
  /// The first row of a table without a header where it could be one, such as years: different
  /// whole numbers in ascending order; nil for any other.
  package func countingRow(_ data: (samples: Samples, labels: Labels)) -> String? {
    let positions = labels.compactMap { Int($0) }
    guard features == nil, classes == nil, positions.count == labels.count, data.samples.count > 0
    else { return nil }
    var row = data.samples[0]
    let labels = zip(positions, data.labels.values(at: 0)).sorted { $0.0 < $1.0 }
    for (position, label) in labels {
      guard (1...row.count + 1).contains(position) else { return nil }
      row.insert(label, at: position - 1)
    }
    return Self.counting(row.map(Double.init))
  }

  /// The text of a row of different whole numbers in ascending order; nil for any other.
  fileprivate static func counting(_ row: [Double]) -> String? {
    let numbers = row.compactMap { Int(exactly: $0) }
    guard numbers.count == row.count, zip(numbers, numbers.dropFirst()).allSatisfy(<) else {
      return nil
    }
    return numbers.prefix(8).map(String.init).joined(separator: ",")
      + (numbers.count > 8 ? ",..." : "")
  }
}

extension DataFiles {
  /// The first row of a table of samples that is read as a row of them, where it could be a header;
  /// nil for any other, and where there is no row behind it.
  ///
  /// - Parameters:
  ///   - path: The table, which may have labels or not.
  ///   - columns: The columns of the table that the model was trained with.
  /// - Returns: The row's numbers, the first of them if there are many.
  /// - Throws: `DataFileError`, `GzipError` or `FileError`.
  package static func countingRow(of path: String, _ columns: TableColumns) throws -> String? {
    let reader = try CSVReader(path)
    guard columns.features == nil, try reader.next(), try reader.names(.auto, as: columns) == nil
    else { return nil }
    let numbers = (0..<reader.fieldCount).compactMap(reader.number)
    guard numbers.count == reader.fieldCount, let row = TableColumns.counting(numbers) else {
      return nil
    }
    return try reader.next() ? row : nil
  }
}
