/// A JPEG image of flat blocks of eight by eight pixels, whose values are exact.
///
/// A block's only coefficient is its mean, eight times the distance from 128, and the quantizer is
/// 8: so decoding gives back the values as they are. Source: ITU-T T.81, annexes A, B, F and G.
public struct JPEGFile {
  /// The values of the blocks of each component, row by row.
  public var blocks: [[UInt8]]
  /// The number of blocks in a row.
  public var columnCount: Int
  /// Whether the image is progressive: the means come first, and then that there is nothing else.
  public var isProgressive = false
  /// The size in pixels, where it is not that of all blocks.
  public var size: (width: Int, height: Int)?
  /// The segments before the tables.
  public var segments: [UInt8] = []
  /// The blocks between two restart markers, which are claimed, and not there; nil for none.
  public var restartInterval: Int?

  /// Creates a baseline image: one component is grey, three are luminance and chrominance, four are
  /// printing inks.
  public init(_ blocks: [[UInt8]], columnCount: Int) {
    (self.blocks, self.columnCount) = (blocks, columnCount)
  }

  /// Creates an image of some size, all of whose blocks are of one value.
  public init(_ width: Int, _ height: Int, componentCount: Int, value: UInt8) {
    let columnCount = (width + 7) / 8
    let component = [UInt8](repeating: value, count: columnCount * ((height + 7) / 8))
    self.init([[UInt8]](repeating: component, count: componentCount), columnCount: columnCount)
    size = (width, height)
  }

  /// The file's bytes.
  public var file: [UInt8] {
    let (width, height) = size ?? (8 * columnCount, 8 * (blocks[0].count / columnCount))
    let numbers = (1...blocks.count).map { UInt8($0) }
    var file: [UInt8] = [0xFF, 0xD8] + segments
    file += segment(0xDB, [0] + [UInt8](repeating: 8, count: 64))
    var frame: [UInt8] = [8]
    frame += bytes(height) + bytes(width)
    frame.append(UInt8(numbers.count))
    for number in numbers { frame += [number, 0x11, 0] as [UInt8] }
    file += segment(isProgressive ? 0xC2 : 0xC0, frame)
    // Codes of four bits for the length of a difference, and one of a bit for a block's end.
    var tables: [UInt8] = [0, 0, 0, 0, 12]
    tables += [UInt8](repeating: 0, count: 12)
    tables += (0..<12).map { UInt8($0) }
    tables += [0x10, 1] as [UInt8]
    tables += [UInt8](repeating: 0, count: 16)
    file += segment(0xC4, tables)
    if let restartInterval { file += segment(0xDD, bytes(restartInterval)) }
    var start = [UInt8(numbers.count)]
    for number in numbers { start += [number, 0] as [UInt8] }
    start += [0, isProgressive ? 0 : 63, 0] as [UInt8]
    file += segment(0xDA, start) + scan
    if isProgressive { for number in numbers { file += empty(number) } }
    return file + [0xFF, 0xD9]
  }

  /// The scan of a component's other coefficients, of which there is none: a bit for each block.
  private func empty(_ component: UInt8) -> [UInt8] {
    segment(0xDA, [1, component, 0, 1, 63, 0])
      + Self.coded([UInt8](repeating: 0, count: blocks[0].count))
  }

  private var scan: [UInt8] {
    var bits: [UInt8] = []
    func add(_ value: Int, count: Int) {
      for bit in (0..<count).reversed() { bits.append(UInt8(value >> bit & 1)) }
    }
    var last = [Int](repeating: 0, count: blocks.count)
    for index in blocks[0].indices {
      for component in blocks.indices {
        let value = Int(blocks[component][index]) - 128
        let difference = value - last[component]
        last[component] = value
        let length = Int.bitWidth - difference.magnitude.leadingZeroBitCount
        add(length, count: 4)
        // Negative numbers are those of one less, in as many bits.
        add(difference < 0 ? difference - 1 : difference, count: length)
        if !isProgressive { add(0, count: 1) }
      }
    }
    return Self.coded(bits)
  }

  /// The bytes of bits, each byte of ones followed by a zero.
  private static func coded(_ bits: [UInt8]) -> [UInt8] {
    let bits = bits + [UInt8](repeating: 1, count: (8 - bits.count % 8) % 8)
    return stride(from: 0, to: bits.count, by: 8).flatMap { start -> [UInt8] in
      let byte = bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | $1 }
      return byte == 0xFF ? [0xFF, 0] : [byte]
    }
  }

  private func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
    [0xFF, marker] + bytes(content.count + 2) + content
  }

  private func bytes(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }
}
