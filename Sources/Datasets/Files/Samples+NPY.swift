package import FileFormats

extension Samples {
  /// Loads samples from a NumPy array, `numpy.save`'s `.npy` file, whose first index is the sample.
  ///
  /// An array that is neither compressed nor in Fortran's order is mapped: its elements are read
  /// where a batch is gathered, and never all at once. Elements become floats, each rounded to
  /// nearest; bytes are not divided by 255.
  ///
  /// - Throws: An error with the file, the offset, what was found and what was expected.
  public init(npy path: String) throws { try self.init(ArrayFile(path)) }

  /// Loads samples from an array whose first index is the sample.
  init(_ array: ArrayFile) throws {
    guard let count = array.header.shape.first else {
      throw DataFileError(
        path: array.name, found: array.header.description, expected: "an index for the samples")
    }
    let shape = array.header.shape.count == 1 ? [1] : Array(array.header.shape.dropFirst())
    self.init(
      storage: try array.storage(), format: array.header.format,
      byteOffset: array.mappedOffset ?? 0, count: count, shape: shape)
    file = array.name
    try check()
  }
}

extension Samples {
  /// Reads samples from the next NumPy array of a reader, whose first index is the sample.
  ///
  /// - Throws: `DataFileError` where there is no array in C order, or not all of it, and the
  ///   reader's errors.
  package init(npy reader: some SequentialReader) throws {
    let header = try ArrayHeader(from: reader)
    guard let count = header.shape.first, header.isStoredInOrder else {
      throw DataFileError(
        path: reader.path,
        found: header.description + (header.shape.isEmpty ? "" : " in Fortran's order"),
        expected: "an index for the samples, in C order (numpy.ascontiguousarray)")
    }
    // What a header states is no reason to allocate it.
    var bytes: [UInt8] = []
    while bytes.count < header.contentByteCount {
      let piece = try reader.nextBytes(Swift.min(1 << 20, header.contentByteCount - bytes.count))
      guard !piece.isEmpty else {
        throw ArrayFile.truncated(
          reader.path, found: header.byteCount + bytes.count,
          expected: header.byteCount + header.contentByteCount)
      }
      bytes += piece
    }
    self.init(
      storage: ByteStorage(bytes), format: header.format, byteOffset: 0, count: count,
      shape: header.shape.count == 1 ? [1] : Array(header.shape.dropFirst()))
    try check()
  }
}

extension Labels {
  /// Loads labels from a NumPy array, `numpy.save`'s `.npy` file.
  ///
  /// Whole numbers, one for each sample, are classes; other arrays are values, whose first index is
  /// the sample.
  ///
  /// - Throws: An error with the file, the offset or the label, what was found and what was
  ///   expected.
  public init(npy path: String) throws {
    let file = LabelFile(try ArrayFile(path))
    guard let count = file.array.header.shape.first else {
      throw DataFileError(
        path: path, found: file.array.header.description, expected: "an index for the samples")
    }
    var region = RegionLayout()
    let part = file.part(&region)
    let bytes = try unsafe [UInt8](unsafeUninitializedCapacity: region.byteCount) {
      buffer, filled in
      try unsafe file.read(
        into: UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[..<region.byteCount]))
      filled = region.byteCount
    }
    self.init(
      storage: ByteStorage(bytes), format: part.format, byteOffset: 0, count: count,
      shape: part.sampleShape)
    try check()
  }
}

extension ArrayFile {
  /// The elements: the mapped file, or a copy in C order in the memory of this process.
  fileprivate func storage() throws -> ByteStorage {
    guard mappedOffset == nil else {
      let file = try MappedFile(path)
      return unsafe ByteStorage(borrowing: file.bytes, owner: file)
    }
    let count = header.contentByteCount
    return ByteStorage(
      try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        try unsafe read(
          into: UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
        filled = count
      })
  }
}
