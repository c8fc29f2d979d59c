import FileFormats

extension DataFiles {
  /// Loads the samples of an `.npz` archive's test set, and nothing else of it; nil for other files
  /// and for an archive without one.
  ///
  /// - Throws: `DataFileError` or `FileError`.
  package static func testSamples(of path: String) throws -> Samples? {
    guard Directory.kind(of: path) == .file,
      try FileDescriptor(reading: path).bytes(at: 0, count: 2) == [0x50, 0x4B]
    else { return nil }
    return try (open(path) as? SplitFiles)?.testSamples()
  }
}
