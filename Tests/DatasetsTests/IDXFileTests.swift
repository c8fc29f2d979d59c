import Datasets
import FileFormats
import TestSupport
import Testing

/// The bytes of an IDX file of unsigned bytes; `magic` and `dimensions` may lie.
func idx(_ dimensions: [Int], _ content: [UInt8], magic: UInt32? = nil) -> [UInt8] {
  let numbers = [magic ?? 0x0800 | UInt32(dimensions.count)] + dimensions.map { UInt32($0) }
  return numbers.flatMap { number in
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  } + content
}

@Suite("IDXFile")
struct IDXFileTests {
  private let folder: TemporaryFolder
  private let images = idx([2, 2, 3], Array(0..<12))

  init() throws {
    folder = try TemporaryFolder()
  }

  private func read(_ path: String, rank: Int) throws -> [UInt8] {
    let file = try IDXFile(path, rank: rank)
    var bytes = [UInt8](repeating: 0, count: file.byteCount)
    try unsafe bytes.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
    return bytes
  }

  @Test(arguments: ["plain", "plain.gz"])
  func readsPlainFilesWhateverTheirName(name: String) throws {
    let path = try folder.write(name, images)
    #expect(try IDXFile(path, rank: 3).dimensions == [2, 2, 3])
    #expect(try read(path, rank: 3) == Array(0..<12))
  }

  @Test(arguments: ["gzip", "gzip.gz"])
  func readsGzipFilesWhateverTheirName(name: String) throws {
    let path = try folder.write(name, gzipMember(images))
    #expect(try read(path, rank: 3) == Array(0..<12))
    let labels = try folder.write("labels", gzipMember(idx([3], [4, 5, 6])))
    #expect(try read(labels, rank: 1) == [4, 5, 6])
  }

  @Test func refusesAnotherMagicNumber() throws {
    let path = try folder.write("file", idx([3], [1, 2, 3]))
    let error = #expect(throws: IDXError.self) { try IDXFile(path, rank: 3) }
    #expect(
      error?.description
        == "\(path): found magic number 0x00000801, unsigned bytes in 1 dimension; expected magic "
        + "number 0x00000803, unsigned bytes in 3 dimensions; is this the right file?")
  }

  @Test(arguments: [
    (Array("<html>".utf8), "found an HTML page; expected an IDX file"),
    (gzipMember(Array("<!DOCTYPE html>".utf8)), "found an HTML page inside gzip"),
    (gzipMember(gzipMember(idx([3], [1, 2, 3]))), "found a gzip file inside gzip"),
    (
      [3, 8, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0],
      "0x03080000, little-endian for unsigned bytes in 3 dimensions"
    ),
    (idx([1, 2, 2], [], magic: 0x0D03), "0x00000d03, floats in 3 dimensions"),
    (idx([1, 2, 2, 1], [1, 2, 3, 4]), "0x00000804, unsigned bytes in 4 dimensions"),
    (Array("text".utf8), "found magic number 0x74657874; expected"),
  ])
  func saysWhatElseAFileIs(bytes: [UInt8], words: String) throws {
    let path = try folder.write("file", bytes)
    let error = #expect(throws: IDXError.self) { try IDXFile(path, rank: 3) }
    #expect(error?.path == path)
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func refusesEveryTruncation() throws {
    for count in images.indices {
      let plain = try folder.write("plain", Array(images[..<count]))
      #expect(throws: IDXError.self, "\(count) bytes") { try read(plain, rank: 3) }
      let gzip = try folder.write("gzip", gzipMember(Array(images[..<count])))
      #expect(throws: IDXError.self, "\(count) bytes in gzip") { try read(gzip, rank: 3) }
    }
  }

  @Test func saysHowMuchIsMissing() throws {
    let path = try folder.write("file", gzipMember(images.dropLast()))
    let error = #expect(throws: IDXError.self) { try read(path, rank: 3) }
    #expect(
      error?.description == "\(path): found 27 bytes, expected 28; fetch the file again")
  }

  @Test func refusesTrailingBytes() throws {
    for path in [
      try folder.write("plain", images + [0]), try folder.write("gzip", gzipMember(images + [0])),
    ] {
      let error = #expect(throws: IDXError.self) { try read(path, rank: 3) }
      #expect(
        error?.description
          == "\(path): found more bytes than the 28 expected; fetch the file again")
    }
  }

  @Test func passesOnWhatIsWrongWithTheGzipStream() throws {
    let bytes = gzipMember(images)
    let cut = try folder.write("cut", Array(bytes.dropLast()))
    #expect(throws: GzipError.truncated(path: cut, found: bytes.count - 1)) {
      try read(cut, rank: 3)
    }
    var damaged = bytes
    damaged[bytes.count - 9] ^= 1
    let path = try folder.write("damaged", damaged)
    #expect(throws: GzipError.corrupted(path: path, reason: "incorrect data check")) {
      try read(path, rank: 3)
    }
    let foreign = try folder.write("foreign", bytes + [0])
    #expect(throws: GzipError.trailingBytes(path: foreign, offset: bytes.count)) {
      try read(foreign, rank: 3)
    }
  }

  /// Nothing may be allocated for a header that a file this small cannot keep.
  @Test(arguments: [
    [60_000, 28, 28], [0x7FFF_FFFF, 1, 1], [0x7FFF_FFFF, 0x7FFF_FFFF, 0x7FFF_FFFF],
    [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [1, 1, 0xFFFF_FFFF],
  ])
  func refusesSizesTheFileCannotHold(dimensions: [Int]) throws {
    let path = try folder.write("file", gzipMember(idx(dimensions, [1, 2, 3])))
    let error = #expect(throws: IDXError.self) { try IDXFile(path, rank: 3) }
    let limit = try ContentReader(path).maximumByteCount
    #expect(error == .tooLarge(path: path, dimensions: dimensions, limit: limit))
    let plain = try folder.write("plain", idx(dimensions, [1, 2, 3]))
    #expect(throws: IDXError.self) { try IDXFile(plain, rank: 3) }
  }

  @Test func refusesAnEmptyDimension() throws {
    let path = try folder.write("file", idx([3, 0, 28], []))
    let error = #expect(throws: IDXError.self) { try IDXFile(path, rank: 3) }
    #expect(
      error?.description
        == "\(path): found dimensions [3, 0, 28], expected sizes above 0; fetch the file again")
  }

  @Test func noticesAFileThatChangedMeanwhile() throws {
    let path = try folder.write("file", images)
    let file = try IDXFile(path, rank: 3)
    _ = try folder.write("file", idx([2, 3, 2], Array(0..<12)))
    var bytes = [UInt8](repeating: 0, count: 12)
    #expect(throws: IDXError.changed(path: path)) {
      try unsafe bytes.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
    }
  }
}
