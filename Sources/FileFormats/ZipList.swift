/// The end of a zip archive, which says where the list of members is.
struct ZipEnd {
  /// The number of members.
  let memberCount: Int
  /// The offset of the list in bytes.
  let listOffset: Int
  /// The size of the list in bytes.
  let listByteCount: Int

  /// Longer lists are of archives with more members than arrays or models have.
  private static let maximumListByteCount = 4 << 20

  /// Finds the end record, which a comment of at most 65,535 bytes may follow.
  init(of file: borrowing FileDescriptor) throws {
    let size = try file.byteCount()
    let tail = try file.bytes(at: max(0, size - 22 - 65_535), count: min(size, 22 + 65_535))
    let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
    let place = (0...max(0, tail.count - 22)).reversed().first { index in
      tail.count >= index + 22 && tail[index..<index + 4].elementsEqual(signature)
        && index + 22 + tail.number(at: index + 20, 2) == tail.count
    }
    guard let place else {
      throw DataFileError(
        path: file.path, found: "\(size) bytes without a list of members at their end",
        expected: "a whole zip archive; was the file cut short?")
    }
    let endOffset = size - tail.count + place
    let record = Array(tail[place..<place + 22])
    var (count, bytes, offset) = (
      record.number(at: 10, 2), record.number(at: 12, 4), record.number(at: 16, 4)
    )
    var limit = endOffset
    if count == 0xFFFF || bytes == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
      (limit, count, bytes, offset) = try Self.largeRecord(of: file, endOffset)
    }
    guard record.number(at: 4, 2) == record.number(at: 6, 2) else {
      throw DataFileError(
        path: file.path, offset: endOffset, found: "a part of an archive of several files",
        expected: "a whole one")
    }
    guard offset >= 0, bytes >= 0, offset <= limit, bytes <= limit - offset, count >= 0 else {
      throw DataFileError(
        path: file.path, offset: endOffset,
        found: "a list of members of \(bytes) bytes from \(offset) on",
        expected: "one that ends at \(limit) or before")
    }
    guard bytes <= Self.maximumListByteCount else {
      throw DataFileError(
        path: file.path, offset: endOffset, found: "a list of members of \(bytes) bytes",
        expected: "at most \(Self.maximumListByteCount)")
    }
    (memberCount, listOffset, listByteCount) = (count, offset, bytes)
  }

  /// The record of numbers of more than 32 bits, and its own offset.
  private static func largeRecord(
    of file: borrowing FileDescriptor, _ endOffset: Int
  ) throws -> (offset: Int, count: Int, byteCount: Int, listOffset: Int) {
    let locator = endOffset >= 20 ? try file.bytes(at: endOffset - 20, count: 20) : []
    guard locator.count == 20, locator.number(at: 0, 4) == 0x0706_4B50 else {
      throw DataFileError(
        path: file.path, offset: max(0, endOffset - 20), found: "other bytes",
        expected: "where the numbers of 64 bits are")
    }
    let offset = locator.number(at: 8, 8)
    let record =
      offset >= 0 && offset <= endOffset - 76 ? try file.bytes(at: offset, count: 56) : []
    guard record.count == 56, record.number(at: 0, 4) == 0x0606_4B50 else {
      throw DataFileError(
        path: file.path, offset: endOffset - 12, found: "the offset \(offset)",
        expected: "that of the numbers of 64 bits")
    }
    return (
      offset, record.number(at: 32, 8), record.number(at: 40, 8), record.number(at: 48, 8)
    )
  }
}

/// The list of a zip archive's members.
struct ZipList {
  private(set) var members: [ZipArchive.Member] = []

  private let path: String
  private let offset: Int
  private let bytes: [UInt8]

  /// Reads the list.
  init(of file: borrowing FileDescriptor, _ end: ZipEnd) throws {
    path = file.path
    offset = end.listOffset
    bytes = try file.bytes(at: end.listOffset, count: end.listByteCount)
    guard bytes.count == end.listByteCount else {
      throw DataFileError(
        path: path, offset: offset, found: "\(bytes.count) bytes of the list of members",
        expected: "\(end.listByteCount)")
    }
    var names: Set<String> = []
    var index = 0
    var count = 0
    while index < bytes.count {
      let member = try readMember(&index)
      count += 1
      guard !member.name.hasSuffix("/") else { continue }
      guard names.insert(member.name).inserted else {
        throw error(index, found: "a second member \(member.name)", expected: "each name once")
      }
      members.append(member)
    }
    guard count == end.memberCount else {
      throw error(index, found: "\(count) members", expected: "\(end.memberCount)")
    }
  }

  private func readMember(_ index: inout Int) throws -> ZipArchive.Member {
    let start = index
    guard bytes.count - start >= 46, bytes.number(at: start, 4) == 0x0201_4B50 else {
      throw error(start, found: "other bytes", expected: "an entry of the list of members")
    }
    func number(_ offset: Int, _ byteCount: Int) -> Int {
      bytes.number(at: start + offset, byteCount)
    }
    let nameEnd = start + 46 + number(28, 2)
    let extraEnd = nameEnd + number(30, 2)
    index = extraEnd + number(32, 2)
    guard index <= bytes.count else {
      throw error(start, found: "an entry that goes on behind the list", expected: "a whole one")
    }
    let name = String(decoding: bytes[start + 46..<nameEnd], as: UTF8.self)
    guard CombiningMarks.areFew(in: name) else {
      throw error(
        start, found: "a name with \(CombiningMarks.found)", expected: CombiningMarks.expected)
    }
    var sizes = [number(24, 4), number(20, 4), number(42, 4)]
    try readLargeSizes(&sizes, nameEnd..<extraEnd)
    let method = number(10, 2)
    guard number(8, 2) & 1 == 0 else {
      throw error(start, found: "\(name), encrypted", expected: "an archive without a password")
    }
    guard method == 0 || method == 8 else {
      throw error(
        start, found: "\(name), compressed by method \(method)",
        expected: "stored or deflated members, methods 0 and 8")
    }
    guard sizes.allSatisfy({ $0 >= 0 }), sizes[2] < offset, sizes[1] <= offset - sizes[2],
      method == 8 || sizes[0] == sizes[1]
    else {
      throw error(
        start, found: "\(name) of \(sizes[0]) bytes, \(sizes[1]) stored from \(sizes[2]) on",
        expected: "one that lies before the list of members")
    }
    guard method == 0 || sizes[0] <= Gzip.maximumInflatedByteCount(compressed: sizes[1]) else {
      throw error(
        start, found: "\(name) of \(sizes[0]) bytes out of \(sizes[1])",
        expected: "at most 1032 times as much")
    }
    return ZipArchive.Member(
      name: name, byteCount: sizes[0], storedByteCount: sizes[1],
      checksum: UInt32(number(16, 4)), isDeflated: method == 8, headerOffset: sizes[2])
  }

  /// Replaces each size of 32 ones by the next number of the extra field 1, in its order.
  private func readLargeSizes(_ sizes: inout [Int], _ extra: Range<Int>) throws {
    guard sizes.contains(0xFFFF_FFFF) else { return }
    var index = extra.lowerBound
    while extra.upperBound - index >= 4 {
      let end = index + 4 + bytes.number(at: index + 2, 2)
      guard end <= extra.upperBound else { break }
      guard bytes.number(at: index, 2) == 1 else {
        index = end
        continue
      }
      index += 4
      for size in sizes.indices where sizes[size] == 0xFFFF_FFFF && end - index >= 8 {
        sizes[size] = bytes.number(at: index, 8)
        index += 8
      }
      return
    }
  }

  private func error(_ index: Int, found: String, expected: String) -> DataFileError {
    DataFileError(path: path, offset: offset + index, found: found, expected: expected)
  }
}
