/// A block of an HDF5 file's metadata, read from front to back.
///
/// Nothing is read beyond its end, and no number is taken that an `Int` cannot hold.
struct HDF5Block {
  /// The object that the block belongs to.
  let object: HDF5Object
  /// Where the block begins, in bytes from the file's start.
  let offset: Int
  private let bytes: ArraySlice<UInt8>
  private var index: Int

  init(_ bytes: ArraySlice<UInt8>, at offset: Int, of object: HDF5Object) {
    self.bytes = bytes
    self.offset = offset
    self.object = object
    index = bytes.startIndex
  }

  /// The number of bytes that are left.
  var restCount: Int { bytes.endIndex - index }

  /// All bytes of the block.
  var all: ArraySlice<UInt8> { bytes }

  /// An error at the next byte.
  func error(found: String, expected: String) -> DataFileError {
    object.error(
      at: offset + (index - bytes.startIndex), found: found, expected: expected)
  }

  /// Returns the next bytes.
  mutating func next(_ count: Int) throws(DataFileError) -> ArraySlice<UInt8> {
    guard count <= restCount else {
      throw error(found: "\(restCount) bytes of metadata", expected: "\(count) or more")
    }
    defer { index += count }
    return bytes[index..<index + count]
  }

  /// Returns the next bytes as a block of their own.
  mutating func block(_ count: Int) throws(DataFileError) -> HDF5Block {
    let start = offset + (index - bytes.startIndex)
    return HDF5Block(try next(count), at: start, of: object)
  }

  /// Returns the next whole number, least significant byte first.
  mutating func number(_ byteCount: Int) throws(DataFileError) -> Int {
    let value = try bits(byteCount)
    guard let number = Int(exactly: value) else {
      throw error(found: "the number \(value)", expected: "one below 2^63")
    }
    return number
  }

  /// Returns the next address or size of eight bytes; nil where all bits are set, for none.
  mutating func address() throws(DataFileError) -> Int? {
    let start = self
    if try bits(8) == .max { return nil }
    self = start
    return try number(8)
  }

  /// Goes on behind bytes that mean nothing here.
  mutating func skip(_ count: Int) throws(DataFileError) { _ = try next(count) }

  /// Expects the four letters that a block begins with.
  mutating func expect(_ signature: String) throws(DataFileError) {
    let start = self
    guard try next(4).elementsEqual(signature.utf8) else {
      throw start.error(found: "other bytes", expected: "a block \(signature)")
    }
  }

  private mutating func bits(_ byteCount: Int) throws(DataFileError) -> UInt64 {
    try next(byteCount).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// An object in an HDF5 file, for errors.
struct HDF5Object {
  /// The path of the file.
  let file: String
  /// The path of the object in the file; empty for the root.
  let path: String

  /// An error of the object.
  func error(found: String, expected: String) -> DataFileError {
    DataFileError(path: file, place: name, found: found, expected: expected)
  }

  /// An error at an offset, counted in bytes from the file's start.
  func error(at offset: Int, found: String, expected: String) -> DataFileError {
    DataFileError(path: file, place: "\(name), byte \(offset)", found: found, expected: expected)
  }

  private var name: String { path.isEmpty ? "/" : path.onOneLine() }
}
