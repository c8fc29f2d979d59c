import FileFormats

/// Reads a file whole, in large and in small pieces, which must end alike.
func fuzzGzip(_ bytes: [UInt8]) {
  ScratchFile.input.replace(with: bytes)
  let path = ScratchFile.input.path
  let large = GzipReading(path, piece: 1 << 16)
  if large.byteCount < 1 << 14 {
    let small = GzipReading(path, piece: 97)
    expect(large == small, "\(large) in large pieces, \(small) in small ones")
  }
}

/// How reading a file to its end went.
struct GzipReading: Equatable {
  var byteCount = 0
  var checksum = CRC32()
  var failure: String?

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
      failure = "\(error)"
      // A piece that fails is lost whole, so how much came before depends on the pieces.
      byteCount = 0
      checksum = CRC32()
      expectOneLine(error)
    }
  }
}
