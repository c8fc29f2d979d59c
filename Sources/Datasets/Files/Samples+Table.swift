import FileFormats

extension Samples {
  /// Reads the samples of a table, in the order of the columns that a model was trained with.
  ///
  /// Labels are not read, and may be missing.
  ///
  /// - Throws: `DataFileError` with the row and the column, `GzipError` or `FileError`.
  package init(
    table path: String, header: DataFiles.Header = .auto, columns: TableColumns
  ) throws {
    let reader = try CSVReader(path)
    guard try reader.next() else {
      throw DataFileError(path: path, found: "no rows", expected: "a table in CSV text")
    }
    let indices = try ColumnIndices(featuresOf: reader, header: header, as: columns)
    var values: [Float] = []
    var isMore = try indices.names == nil || reader.next()
    while isMore {
      try indices.check(reader)
      try indices.append(of: reader, to: &values)
      isMore = try reader.next()
    }
    guard !values.isEmpty else {
      throw DataFileError(path: path, found: "a header alone", expected: "rows of numbers")
    }
    self.init(values: values, shape: [indices.features.count])
    try check()
  }
}
