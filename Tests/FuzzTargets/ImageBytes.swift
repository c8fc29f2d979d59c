import FileFormats

/// The four bytes of a number, most significant first.
func bigEndian(_ value: Int) -> [UInt8] { littleEndian(value, byteCount: 4).reversed() }

/// A chunk of a PNG image.
func pngChunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
  let named = Array(name.utf8) + content
  return bigEndian(content.count) + named + bigEndian(Int(CRC32(named).value))
}

/// A PNG image of some colour type, with lines as they are before compression, which is none.
func pngFile(
  _ width: Int, _ height: Int, depth: UInt8 = 8, type: UInt8, isInterlaced: Bool = false,
  before: [UInt8] = [], _ lines: [UInt8]
) -> [UInt8] {
  var (a, b) = (1, 0)
  for byte in lines {
    a = (a + Int(byte)) % 65_521
    b = (b + a) % 65_521
  }
  var stream: [UInt8] = [0x78, 0x01, 1]
  stream += littleEndian(lines.count, byteCount: 2)
  stream += littleEndian(~lines.count, byteCount: 2)
  stream += lines
  stream += bigEndian(b << 16 | a)
  return pngStart(width, height, depth, type, isInterlaced) + before + pngChunk("IDAT", stream)
    + pngChunk("IEND", [])
}

/// The signature and the header of a PNG image.
func pngStart(
  _ width: Int, _ height: Int, _ depth: UInt8, _ type: UInt8, _ isInterlaced: Bool = false
) -> [UInt8] {
  var header = bigEndian(width)
  header += bigEndian(height)
  header += [depth, type, 0, 0, isInterlaced ? 1 : 0] as [UInt8]
  return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + pngChunk("IHDR", header)
}

/// A JPEG image of flat blocks, the first one darker than the others; baseline or progressive.
func jpegFile(
  _ width: Int, _ height: Int, components: Int, isProgressive: Bool = false,
  before: [UInt8] = [], restartInterval: Int? = nil
) -> [UInt8] {
  func size(_ value: Int) -> [UInt8] { littleEndian(value, byteCount: 2).reversed() }
  func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
    [0xFF, marker] + size(content.count + 2) + content
  }
  func coded(_ bits: String) -> [UInt8] {
    let digits = Array((bits + String(repeating: "1", count: (8 - bits.count % 8) % 8)).utf8)
    return stride(from: 0, to: digits.count, by: 8).flatMap { start -> [UInt8] in
      let byte = digits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 & 1) }
      return byte == 0xFF ? [0xFF, 0] : [byte]
    }
  }
  let numbers = (1...components).map { UInt8($0) }
  var file: [UInt8] = [0xFF, 0xD8]
  file += before
  file += segment(0xDB, [0] + [UInt8](repeating: 8, count: 64))
  var frame: [UInt8] = [8]
  frame += size(height) + size(width)
  frame.append(UInt8(components))
  for number in numbers { frame += [number, 0x11, 0] as [UInt8] }
  file += segment(isProgressive ? 0xC2 : 0xC0, frame)
  // Codes of four bits for 0 to 11 bits of a difference, and one of a bit for the end of a block.
  var tables: [UInt8] = [0, 0, 0, 0, 12]
  tables += [UInt8](repeating: 0, count: 12)
  tables += (0..<12).map { UInt8($0) }
  tables += [0x10, 1] as [UInt8]
  tables += [UInt8](repeating: 0, count: 16)
  file += segment(0xC4, tables)
  if let restartInterval { file += segment(0xDD, size(restartInterval)) }
  var start = [UInt8(components)]
  for number in numbers { start += [number, 0] as [UInt8] }
  start += [0, isProgressive ? 0 : 63, 0] as [UInt8]
  file += segment(0xDA, start)
  let blocks = (width + 7) / 8 * ((height + 7) / 8)
  var bits = ""
  for block in 0..<blocks * components {
    // The category 3, of which 000 is -7; then none.
    bits += block < components ? "0011000" : "0000"
    if !isProgressive { bits += "0" }
  }
  file += coded(bits)
  if isProgressive {
    for number in numbers {
      file += segment(0xDA, [1, number, 0, 1, 63, 0])
      file += coded(String(repeating: "0", count: blocks))
    }
  }
  return file + [0xFF, 0xD9]
}
