/// A reader of an HDF5 file's metadata, with a budget.
///
/// Each part of a whole file has one way to it, and parts do not overlap, so that all of them have
/// fewer bytes than the file. A file in which that is not so would take time and memory out of
/// proportion to its size.
struct HDF5Metadata {
  let region: ByteRegion
  /// Where addresses count from, in bytes from the region's start.
  private var base = 0
  /// The address of the root's object header.
  private(set) var root = 0
  /// The bytes that may still be read, or be taken by paths.
  private var rest: Int
  /// The addresses of the parts that were read.
  private var visited: Set<Int> = []

  /// More than the paths of a small file's objects take beside its metadata.
  private static let leastBudget = 1 << 16
  static let signature: [UInt8] = [0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A]

  /// Where an HDF5 file may begin behind a block of foreign bytes (section II.A): at 512, 1,024 and
  /// so on.
  static func laterStarts(in byteCount: Int) -> some Sequence<Int> {
    sequence(first: 512) { $0 <= Int.max / 2 ? 2 * $0 : nil }.prefix { $0 < byteCount }
  }

  /// Reads the superblock, of versions 0 to 3.
  ///
  /// - Throws: `DataFileError` or `FileError`.
  init(_ region: ByteRegion) throws {
    self.region = region
    rest = 2 * region.byteCount + Self.leastBudget
    let file = HDF5Object(file: region.path, path: "")
    var block = try block(at: 0, count: min(region.byteCount, 100), of: file)
    guard block.all.starts(with: Self.signature) else {
      for count in Self.laterStarts(in: region.byteCount)
      where try region.bytes(at: count, count: min(Self.signature.count, region.byteCount - count))
        == Self.signature
      {
        throw DataFileError(
          path: region.path, offset: 0, found: "a user block of \(count) bytes before an HDF5 file",
          expected: "an HDF5 file without one (h5unjam removes it)")
      }
      throw DataFileError(
        path: region.path, offset: 0, found: FileKind.name(of: block.all) ?? "other bytes",
        expected: "an HDF5 file")
    }
    try block.skip(Self.signature.count)
    let version = try block.number(1)
    guard (0...3).contains(version) else {
      throw block.error(found: "a superblock of version \(version)", expected: "version 0 to 3")
    }
    // The versions of free space, root and shared messages.
    if version < 2 { try block.skip(4) }
    let sizes = [try block.number(1), try block.number(1)]
    guard sizes == [8, 8] else {
      throw block.error(
        found: "addresses of \(sizes[0]) and sizes of \(sizes[1]) bytes", expected: "8 of each")
    }
    // Widths of trees, and flags; in version 1 the width of another tree.
    try block.skip(version < 2 ? 1 + 4 + 4 + (version == 1 ? 4 : 0) : 1)
    base = try block.number(8)
    // The address of free space or of an extension.
    try block.skip(8)
    let end = try block.number(8)
    // No driver, and no name of the root.
    if version < 2 { try block.skip(8 + 8) }
    let root = try block.number(8)
    if version >= 2 {
      let covered = block.all.prefix(block.all.count - block.restCount)
      guard try UInt32(block.number(4)) == Lookup3.checksum(covered) else {
        throw block.error(found: "another checksum", expected: "that of the superblock")
      }
    }
    guard base <= end, end <= region.byteCount else {
      throw DataFileError(
        path: region.path, found: "\(region.byteCount) bytes",
        expected: "\(end), as the file says; was it cut short?")
    }
    self.root = root
  }

  /// Reads a block of metadata.
  ///
  /// - Parameters:
  ///   - address: Where it begins, from the base address.
  ///   - count: Its size in bytes.
  ///   - object: The object that it belongs to.
  /// - Returns: the block.
  /// - Throws: `DataFileError` where the block does not lie in the file, or the budget is used up.
  mutating func block(at address: Int, count: Int, of object: HDF5Object) throws -> HDF5Block {
    let offset = try offset(of: address, count: count, of: object)
    try spend(count, on: object)
    return HDF5Block(
      try region.bytes(at: offset, count: count)[...], at: offset, of: object)
  }

  /// Returns where bytes are in the region, which are checked to lie there.
  func offset(of address: Int, count: Int, of object: HDF5Object) throws(DataFileError) -> Int {
    guard address <= region.byteCount - base, count <= region.byteCount - base - address else {
      throw object.error(
        found: "\(count) bytes from \(address) on",
        expected: "an end within the file's \(region.byteCount)")
    }
    return base + address
  }

  /// Notes that a part of the file is read.
  ///
  /// - Throws: `DataFileError` for one that was read before.
  mutating func visit(_ address: Int, of object: HDF5Object) throws(DataFileError) {
    guard visited.insert(address).inserted else {
      throw object.error(
        found: "a second way to what is at \(address)", expected: "one: no loops, no hard links")
    }
  }

  /// Takes bytes out of the budget.
  mutating func spend(_ count: Int, on object: HDF5Object) throws(DataFileError) {
    guard count <= rest else {
      throw object.error(
        found: "more metadata than the file has bytes", expected: "parts that do not overlap")
    }
    rest -= count
  }
}
