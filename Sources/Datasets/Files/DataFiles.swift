import FileFormats

/// A program's own data, from files.
///
/// | file | holds |
/// | --- | --- |
/// | `data.npz` | the arrays `x_train` and `y_train`, and if there are any `x_test` and `y_test` |
/// | `data.csv` | a table: columns of numbers, and one of labels |
/// | a folder | the same arrays as `x_train.npy`, or in the IDX format as `x_train.idx` and so on |
/// | a folder | images by class: `train/CLASS/A.png` and `test/CLASS/B.png`, or `CLASS/A.png` |
///
/// An array's first index is the sample. Labels of whole numbers, and of a table's texts, are
/// classes, others are values. Arrays that are not compressed are mapped: they may be larger than
/// the memory.
///
/// A table's first row is a header or not, as ``Header`` says. Fields are separated by commas,
/// semicolons or tabs; texts of labels become classes in the order of their UTF-8 bytes.
public enum DataFiles {
  /// Whether the first row of a table has the columns' names.
  public enum Header: String, Sendable, CaseIterable {
    /// It has where no field of it is a number, or where it has all names of the table that a model
    /// was trained with. What could be both is an error: a first row that counts the columns from
    /// 0, one with a text above a number, or one whose label no other row has.
    case auto
    /// It has.
    case yes
    /// It is a row like the others.
    case no
  }

  /// Opens the files of a data set.
  ///
  /// - Throws: `DataFileError`, `GzipError` or `FileError`.
  package static func open(
    _ path: String, _ options: TableFile.Options = TableFile.Options(),
    images: ImageOptions = ImageOptions()
  ) throws -> any StoredData {
    if isImageFolder(path) { return try ImageFolder(path, images) }
    if let names = try? Directory.names(in: path) {
      return try SplitFiles(path) { name in
        let files = names.filter { isArray($0, called: name) }.sorted()
        guard files.count < 2 else {
          throw DataFileError(
            path: path, found: files.joined(separator: " and "), expected: "one file of \(name)")
        }
        return try files.first.map { try ArrayFile("\(path)/\($0)") }
      }
    }
    let start = try FileDescriptor(reading: path).bytes(at: 0, count: FileKind.byteCount)
    guard start.starts(with: [0x50, 0x4B]) else {
      guard isTable(path, start) else {
        throw DataFileError(
          path: path,
          found: FileKind.name(of: start) ?? "a file of another kind",
          expected: "an .npz archive with the arrays x_train and y_train, or a folder of .npy files"
        )
      }
      return try TableFile(path, options)
    }
    let archive = try ZipArchive(path)
    return try SplitFiles(path) { name in
      try archive.member("\(name).npy").map { try ArrayFile($0, of: archive) }
    }
  }

  private static func isArray(_ file: String, called name: String) -> Bool {
    arrayName(ofFile: file) == name
  }

  /// The names of the arrays of a data set.
  private static let arrayNames = ["x_train", "y_train", "x_test", "y_test"]

  /// Whether a folder's files of this name are its data's: one of the arrays, or of MNIST's files.
  package static func isPart(called name: String) -> Bool {
    arrayNames.contains { isArray(name, called: $0) } || MNIST.isFile(called: name)
  }

  /// The name of the array in a file with the ending of one: `x_train` of `x_train.npy`,
  /// `x_train.idx` and `x_train-idx3-ubyte`, with or without `.gz`; nil for another file.
  package static func arrayName(ofFile file: String) -> String? {
    let file = file.hasSuffix(".gz") ? file.dropLast(3) : file[...]
    if file.hasSuffix(".npy") { return String(file.dropLast(4)) }
    let ending = file.firstRange(of: ".idx") ?? file.firstRange(of: "-idx")
    return ending.map { String(file[..<$0.lowerBound]) }
  }

  /// Whether a path is that of a file which can be a table, as opposed to arrays.
  ///
  /// - Throws: `FileError`.
  package static func isTable(_ path: String) throws -> Bool {
    guard (try? Directory.names(in: path)) == nil else { return false }
    return isTable(
      path, try FileDescriptor(reading: path).bytes(at: 0, count: FileKind.byteCount))
  }

  private static func isTable(_ path: String, _ start: [UInt8]) -> Bool {
    // Archives, arrays and images.
    let others: [[UInt8]] = [[0x50, 0x4B], [0x93], [0, 0], [0x89], [0xFF, 0xD8]]
    return !path.hasSuffix(".npz") && !others.contains { start.starts(with: $0) }
  }

  /// Whether a path is that of a file, or of a folder of arrays, as opposed to MNIST's folder.
  package static func isNamed(by path: String) -> Bool {
    if let names = try? Directory.names(in: path) {
      return names.contains { name in
        arrayNames.contains { isArray(name, called: $0) }
      } || isImageFolder(path)
    }
    return [".npz", ".npy", ".csv", ".tsv", ".csv.gz"].contains { path.hasSuffix($0) }
      || [.file, .other].contains(Directory.kind(of: path))
  }

  /// Whether a path is that of a folder of images by class.
  ///
  /// A folder of arrays, or of MNIST's files, is none, whatever else is in it.
  package static func isImageFolder(_ path: String) -> Bool {
    guard let names = try? Directory.names(in: path), ImageFolder.isNamed(by: path) else {
      return false
    }
    return !names.contains(where: isPart)
  }
}
