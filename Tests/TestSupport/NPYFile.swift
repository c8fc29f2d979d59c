/// Returns a NumPy array's file; type, sizes and dictionary may lie.
///
/// - Parameters:
///   - type: The type as NumPy writes it, `<f4`.
///   - shape: The sizes.
///   - content: The bytes of the elements.
///   - isFortranOrder: Whether the header says that the first index changes fastest.
///   - version: The major version of the format.
///   - dictionary: The text of the header, if it is not that of the arguments.
/// - Returns: The bytes of the file.
public func npyFile(
  _ type: String, _ shape: [Int], _ content: [UInt8], isFortranOrder: Bool = false,
  version: UInt8 = 1, dictionary: String? = nil
) -> [UInt8] {
  let sizes = shape.map { "\($0), " }.joined()
  var text = Array(
    (dictionary
      ?? "{'descr': '\(type)', 'fortran_order': \(isFortranOrder ? "True" : "False"), "
      + "'shape': (\(sizes)), }").utf8)
  let lengthSize = version == 1 ? 2 : 4
  // NumPy pads so that the elements begin at a multiple of 64 bytes.
  while (8 + lengthSize + text.count + 1) % 64 != 0 { text.append(0x20) }
  text.append(0x0A)
  return [0x93] + Array("NUMPY".utf8) + [version, 0]
    + (0..<lengthSize).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) } + text + content
}

/// Returns the bytes of numbers, least or most significant first.
public func bytes<Number: FixedWidthInteger>(_ numbers: [Number], isBigEndian: Bool = false)
  -> [UInt8]
{
  numbers.flatMap { number in
    let bytes = (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    return isBigEndian ? bytes.reversed() : bytes
  }
}

/// Returns the bytes of single-precision numbers, least or most significant first.
public func bytes(_ numbers: [Float], isBigEndian: Bool = false) -> [UInt8] {
  bytes(numbers.map(\.bitPattern), isBigEndian: isBigEndian)
}

/// Returns the bytes of double-precision numbers, least or most significant first.
public func bytes(_ numbers: [Double], isBigEndian: Bool = false) -> [UInt8] {
  bytes(numbers.map(\.bitPattern), isBigEndian: isBigEndian)
}
