import FileFormats

/// Reads a file whole, in large and in small pieces, which must end alike.
func fuzzGzip(_ bytes: [UInt8]) {
  ScratchFile.input.replace(with: bytes)
  let path = ScratchFile.input.path
  let large = GzipReading(path, piece: 1 << 16)
  if !large.isLong {
    let small = GzipReading(path, piece: 97)
    expect(large == small, "\(large) in large pieces, \(small) in small ones")
  }
}

/// How reading a file to its end went.
///
/// A stream that is damaged and breaks off may be called either: zlib's fast path, for which the
/// piece must be long, looks at distances sooner than at the end.
struct GzipReading: Equatable {
  private var byteCount = 0
  private var checksum = CRC32()
  private var hasFailed = false

  /// Whether reading it once more would take long.
  var isLong: Bool { byteCount > 1 << 14 }

  init(_ path: String, piece: Int) {
    do {
      let reader = try ContentReader(path)
      while true {
        let content = try reader.read(count: piece)
        byteCount += content.count
        checksum.update(content)
        expect(
          byteCount <= reader.maximumByteCount,
          "\(byteCount) bytes, at most \(reader.maximumByteCount) were expected")
        if content.count < piece { break }
      }
      expect(try reader.hasEnded(), "content behind the end")
    } catch {
      hasFailed = true
      // A piece that fails is lost whole, so how much came before depends on the pieces.
      byteCount = 0
      checksum = CRC32()
      expectOneLine(error)
    }
  }
}
