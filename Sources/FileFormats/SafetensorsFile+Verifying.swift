/// The metadata keys of the checksums of a file.
///
/// `checksums` is a JSON object from tensor name to the CRC-32 of the tensor's bytes.
/// `headerChecksum` is the CRC-32 of the eight length bytes and the whole header, with its own
/// eight digits replaced by `00000000`.
enum SafetensorsChecksums {
  static let tensorsKey = "checksums"
  static let headerKey = "headerChecksum"
  static let placeholder = "00000000"
  /// The greatest memory of the parsed checksums, in bytes, in addition to the parsed header.
  static let maximumMemory = 16 << 20

  /// Returns the checksums that a header's metadata have.
  ///
  /// - Throws: `SafetensorsError` where there are none, or too many to be read.
  static func members(_ metadata: [String: String], path: String) throws -> [String: JSON] {
    func fail(_ found: String) -> SafetensorsError {
      SafetensorsError(
        .checksum, path: path, part: "header", found: found, expected: "one for each tensor")
    }
    guard let text = metadata[tensorsKey] else { throw fail("no checksums") }
    do {
      let json = try JSON(parsing: Array(text.utf8)[...], maximumMemory: maximumMemory)
      guard let members = json.objectValue else { throw fail("no checksums") }
      return members
    } catch let error as JSONError {
      throw fail("checksums with \(error.found)")
    }
  }

  /// Returns the range of the eight digits, or nil unless there is exactly one.
  ///
  /// The quotes make it unique: inside any other string they would be escaped.
  static func digits(in header: [UInt8]) -> Range<Int>? {
    let marker = Array("\"\(headerKey)\":\"".utf8)
    var found: Range<Int>?
    guard header.count >= marker.count + 8 else { return nil }
    for start in 0...(header.count - marker.count - 8)
    where header[start] == marker[0] && header[start...].starts(with: marker) {
      guard found == nil else { return nil }
      found = (start + marker.count)..<(start + marker.count + 8)
    }
    return found
  }
}

extension SafetensorsFile {
  /// The keys of the metadata that hold checksums.
  package static let checksumKeys = [
    SafetensorsChecksums.tensorsKey, SafetensorsChecksums.headerKey,
  ]

  /// Opens a file and checks every byte of it against its checksums.
  ///
  /// - Throws: `FileError`, or `SafetensorsError` that names the tensor or the header that
  ///   differs or has no checksum.
  /// - Complexity: Reads the whole file once, in fixed memory.
  public init(verifying path: String) throws {
    try self.init(path)
    try verifyHeader()
    if let (name, tensor) = unknown.min(by: { $0.key < $1.key }) {
      throw notFloatingPoint(name, tensor.type)
    }
    let checksums = try SafetensorsChecksums.members(metadata, path: path)
    for tensor in tensors {
      guard let expected = checksums[tensor.name]?.stringValue else {
        throw checksumError(tensor.name, found: "no checksum", expected: "one for each tensor")
      }
      let found = try checksum(of: tensor)
      guard found == expected else {
        throw checksumError(tensor.name, found: "CRC-32 \(found)", expected: expected)
      }
    }
  }

  private func verifyHeader() throws {
    guard let expected = metadata[SafetensorsChecksums.headerKey],
      let digits = SafetensorsChecksums.digits(in: headerBytes),
      headerBytes[digits].elementsEqual(expected.utf8)
    else {
      throw checksumError(
        "header", found: "no checksum",
        expected: "one, as checkpoints and saved models have; weights alone are no model")
    }
    let found = headerChecksum(without: digits)
    guard found == expected else {
      throw checksumError("header", found: "CRC-32 \(found)", expected: expected)
    }
  }

  private func headerChecksum(without digits: Range<Int>) -> String {
    var result = CRC32()
    unsafe headerBytes.withUnsafeBytes { header in
      unsafe result.update(UnsafeRawBufferPointer(rebasing: header[..<digits.lowerBound]))
      result.update(Array(SafetensorsChecksums.placeholder.utf8))
      unsafe result.update(UnsafeRawBufferPointer(rebasing: header[digits.upperBound...]))
    }
    return result.hexadecimal
  }

  private func checksum(of tensor: Tensor) throws -> String {
    var result = CRC32()
    let start = headerBytes.count
    for offset in stride(
      from: tensor.byteRange.lowerBound, to: tensor.byteRange.upperBound, by: 1 << 20)
    {
      let wanted = min(1 << 20, tensor.byteRange.upperBound - offset)
      let chunk = try file.descriptor.bytes(at: start + offset, count: wanted)
      guard chunk.count == wanted else {
        throw SafetensorsError(
          .truncated, path: path, part: tensor.name,
          found: "\(offset - tensor.byteRange.lowerBound + chunk.count) bytes",
          expected: "\(tensor.byteRange.count)")
      }
      result.update(chunk)
    }
    return result.hexadecimal
  }

  private func checksumError(
    _ part: String, found: String, expected: String
  ) -> SafetensorsError {
    SafetensorsError(.checksum, path: path, part: part, found: found, expected: expected)
  }
}
