import FileFormats

/// A PNG image that a test writes, in any of the format's kinds.
public struct PNGFile {
  /// The pixels of a row.
  public var width: Int
  /// The rows.
  public var height: Int
  /// The bits of a sample.
  public var depth: UInt8 = 8
  /// The colour type.
  public var type: UInt8
  /// Whether the lines are those of Adam7's passes.
  public var isInterlaced = false
  /// The chunks between the header and the pixels.
  public var chunks: [(name: String, content: [UInt8])] = []
  /// The lines before compression, each behind the number of its filter.
  public var lines: [UInt8]

  /// Creates an image of eight bits a sample.
  public init(_ width: Int, _ height: Int, type: UInt8, _ lines: [UInt8]) {
    (self.width, self.height, self.type, self.lines) = (width, height, type, lines)
  }

  /// The file's bytes.
  public var file: [UInt8] {
    var file = start
    for (name, content) in chunks { file += Self.chunk(name, content) }
    return file + Self.chunk("IDAT", stored) + Self.chunk("IEND", [])
  }

  /// The signature and the header.
  public var start: [UInt8] {
    var header = Self.bigEndian(width)
    header += Self.bigEndian(height)
    header += [depth, type, 0, 0, isInterlaced ? 1 : 0] as [UInt8]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", header)
  }

  /// The lines as one block of zlib's that is not compressed.
  private var stored: [UInt8] {
    var (a, b) = (1, 0)
    for byte in lines {
      a = (a + Int(byte)) % 65_521
      b = (b + a) % 65_521
    }
    func size(_ count: Int) -> [UInt8] { Self.bigEndian(count).suffix(2).reversed() }
    var stream: [UInt8] = [0x78, 0x01, 1]
    stream += size(lines.count)
    stream += size(~lines.count)
    stream += lines
    return stream + Self.bigEndian(b << 16 | a)
  }

  /// A chunk, with its length and checksum.
  public static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + content
    return bigEndian(content.count) + named + bigEndian(Int(CRC32(named).value))
  }

  /// The four bytes of a number, most significant first.
  public static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
