package import FileFormats

/// The arrays in an `.npz` archive, by their names without `.npy`.
package struct ArrayArchive {
  /// The archive's path.
  package let path: String
  /// The names of the arrays, in the archive's order.
  package let names: [String]
  private let archive: ZipArchive

  private static let ending = ".npy"

  /// Opens an archive; members of other kinds are passed over.
  ///
  /// - Throws: `DataFileError` or `FileError`.
  package init(_ path: String) throws {
    self.path = path
    archive = try ZipArchive(path)
    names = archive.members.map(\.name).filter { $0.hasSuffix(Self.ending) }
      .map { String($0.dropLast(Self.ending.count)) }
  }

  /// Whether an archive has arrays.
  package static func holdsArrays(_ archive: ZipArchive) -> Bool {
    archive.members.contains { $0.name.hasSuffix(ending) }
  }

  /// Opens the array of a name; nil where there is none.
  ///
  /// - Throws: `DataFileError` or `FileError`.
  package func array(_ name: String) throws -> ArrayFile? {
    try archive.member(name + Self.ending).map { try ArrayFile($0, of: archive) }
  }
}

extension ArrayFile {
  /// Reads all elements, row by row, each rounded to the nearest float.
  ///
  /// - Throws: `DataFileError`, `GzipError` or `FileError`.
  package func floats() throws -> [Float] {
    try unsafe [Float](unsafeUninitializedCapacity: header.elementCount) { buffer, filled in
      try unsafe forEachPiece { start, piece in
        guard let first = buffer.baseAddress else { return }
        unsafe header.format.convert(piece, into: first + start)
      }
      filled = header.elementCount
    }
  }
}
