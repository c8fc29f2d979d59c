/// What is in an HDF5 file of the oldest superblock, with object headers of version 1 and links as
/// messages.
public struct HDF5File {
  /// An array.
  public struct Dataset: Equatable {
    /// The sizes, outermost first.
    public let shape: [Int]
    /// Whether its elements are floating-point numbers, rather than integers.
    public let isFloat: Bool
    /// The elements' bytes.
    public let bytes: [UInt8]

    /// An array of the given sizes, type and bytes.
    public init(shape: [Int], isFloat: Bool, bytes: [UInt8]) {
      self.shape = shape
      self.isFloat = isFloat
      self.bytes = bytes
    }

    /// The elements as numbers of single precision.
    public var floats: [Float] {
      stride(from: 0, to: bytes.count, by: 4).map { start in
        Float(
          bitPattern: bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
      }
    }
  }

  /// The paths of all groups, the root's empty.
  public private(set) var groups: [String] = []
  /// The arrays by their paths.
  public private(set) var datasets: [String: Dataset] = [:]

  private let file: [UInt8]

  /// Reads a file.
  ///
  /// - Throws: `HDF5FileError` where it is not as expected.
  public init(_ file: [UInt8]) throws {
    self.file = file
    let start: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0, 0, 8, 8, 0]
    guard file.count >= 96, file.starts(with: start), number(40, 8) == file.count else {
      throw HDF5FileError(found: "another superblock")
    }
    try read(number(64, 8), path: "")
    groups.sort()
  }

  private mutating func read(_ address: Int, path: String) throws {
    guard address % 8 == 0, address + 16 <= file.count, file[address] == 1 else {
      throw HDF5FileError(found: "no header at \(address), \(path)")
    }
    var offset = address + 16
    let end = offset + number(address + 8, 4)
    var count = 0
    var (shape, isFloat, data): ([Int], Bool, Range<Int>?) = ([], false, nil)
    var links: [(name: String, address: Int)] = []
    while offset < end {
      let (type, size, body) = (number(offset, 2), number(offset + 2, 2), offset + 8)
      guard size % 8 == 0, body + size <= end, end <= file.count else {
        throw HDF5FileError(found: "a message of \(size) bytes, \(path)")
      }
      switch type {
      case 1: shape = (0..<Int(file[body + 1])).map { number(body + 8 + 8 * $0, 8) }
      case 3: isFloat = file[body] & 0xF == 1
      case 6:
        let nameEnd = body + 3 + Int(file[body + 2])
        let name = String(decoding: file[body + 3..<nameEnd], as: UTF8.self)
        links.append((name, number(nameEnd, 8)))
      case 8: data = number(body + 2, 8)..<number(body + 2, 8) + number(body + 10, 8)
      default: break
      }
      offset = body + size
      count += 1
    }
    guard count == number(address + 2, 2) else { throw HDF5FileError(found: "\(count) messages") }
    if let data {
      guard data.upperBound <= file.count else { throw HDF5FileError(found: "no data, \(path)") }
      datasets[path] = Dataset(shape: shape, isFloat: isFloat, bytes: Array(file[data]))
      return
    }
    groups.append(path)
    guard links.map(\.name) == links.map(\.name).sorted() else {
      throw HDF5FileError(found: "links out of order, \(path)")
    }
    for (name, address) in links {
      try read(address, path: path.isEmpty ? name : "\(path)/\(name)")
    }
  }

  private func number(_ offset: Int, _ count: Int) -> Int {
    guard offset >= 0, offset + count <= file.count else { return -1 }
    return file[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}

/// A file that the reader does not know.
public struct HDF5FileError: Error {
  /// What was found.
  public let found: String
}
