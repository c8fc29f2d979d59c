/// The parsed and checked header of a safetensors file.
///
/// Everything is checked against the file's size before any tensor is touched. Format: the
/// README of the safetensors project, section "Format".
struct SafetensorsHeader {
  /// The longest header that the format allows, in bytes.
  static let maximumByteCount = 100_000_000
  /// The greatest number of dimensions of a tensor.
  private static let maximumRank = 64

  var metadata: [String: String] = [:]
  /// In the order of their bytes in the file.
  var tensors: [SafetensorsFile.Tensor] = []
  /// The tensors, by name, whose type is not known here: of them only the bytes can be asked for.
  var unknown: [String: SafetensorsFile.UnknownTensor] = [:]
  /// The eight length bytes and the header, as in the file.
  let bytes: [UInt8]

  private let path: String
  private var ranges: [(name: String, bytes: Range<Int>)] = []

  /// Reads and checks the header of an open file.
  init(of file: borrowing FileDescriptor) throws {
    path = file.path
    let fileByteCount = try file.byteCount()
    let prefix = try file.bytes(at: 0, count: 8)
    guard prefix.count == 8 else {
      throw SafetensorsError(
        .truncated, path: path, part: "header", found: "\(prefix.count) bytes",
        expected: "at least 8")
    }
    let start = try file.bytes(at: 0, count: FileKind.byteCount)
    if let kind = FileKind.name(of: start), kind != "a safetensors file" {
      throw SafetensorsError(
        .malformedHeader, path: path, part: "header", found: kind, expected: "a safetensors file")
    }
    let length = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Self.maximumByteCount) else {
      throw SafetensorsError(
        .malformedHeader, path: path, part: "header", found: "a length of \(length) bytes",
        expected: "at most \(Self.maximumByteCount) (is this a safetensors file?)")
    }
    guard Int(length) <= fileByteCount - 8 else {
      throw SafetensorsError(
        .truncated, path: path, part: "header", found: "\(fileByteCount) bytes",
        expected: "\(8 + Int(length)) or more")
    }
    // The length and the text in one piece: a header may be large, and is stored only once.
    bytes = try file.bytes(at: 0, count: 8 + Int(length))
    let text = bytes.dropFirst(8)
    guard bytes.starts(with: prefix), text.count == Int(length) else {
      throw SafetensorsError(
        .truncated, path: path, part: "header", found: "a file that changes",
        expected: "one at rest")
    }
    try parse(text, dataByteCount: fileByteCount - bytes.count)
  }

  /// Reads and checks a header that is yet to be written before so many bytes of tensors.
  init(path: String, bytes: [UInt8], dataByteCount: Int) throws {
    self.path = path
    self.bytes = bytes
    guard bytes.count - 8 <= Self.maximumByteCount else {
      throw SafetensorsError(
        .malformedHeader, path: path, part: "header", found: "a length of \(bytes.count - 8) bytes",
        expected: "at most \(Self.maximumByteCount)")
    }
    try parse(bytes.dropFirst(8), dataByteCount: dataByteCount)
  }

  private mutating func parse(_ text: ArraySlice<UInt8>, dataByteCount: Int) throws {
    guard text.first == UInt8(ascii: "{") else {
      throw malformed("header", found: "no '{' at its start", "a JSON object")
    }
    try parse(text)
    try checkOffsets(dataByteCount: dataByteCount)
  }

  private mutating func parse(_ text: ArraySlice<UInt8>) throws {
    let json: JSON
    do {
      json = try JSON(parsing: text)
    } catch {
      throw malformed("header", found: "\(error.found) at byte \(error.offset)", error.expected)
    }
    for (name, value) in json.objectValue ?? [:] {
      if name == "__metadata__" {
        metadata = try parseMetadata(value)
      } else {
        try parseTensor(name, value)
      }
    }
    // A dictionary has no order, and empty tensors may share an offset, so they are also sorted by
    // name.
    ranges.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound) != ($1.bytes.lowerBound, $1.bytes.upperBound)
        ? ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
        : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    let known = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
    tensors = ranges.compactMap { known[$0.name] }
  }

  private func parseMetadata(_ json: JSON) throws -> [String: String] {
    guard let members = json.objectValue else {
      throw malformed("__metadata__", found: "no object", "an object")
    }
    var result: [String: String] = [:]
    for (key, value) in members {
      guard let string = value.stringValue else {
        throw malformed("__metadata__", found: "no string under \"\(key)\"", "strings only")
      }
      result[key] = string
    }
    return result
  }

  private mutating func parseTensor(_ name: String, _ json: JSON) throws {
    guard let typeName = json["dtype"]?.stringValue else {
      throw malformed(name, found: "no dtype", "a string \"dtype\"")
    }
    guard let shape = Self.sizes(json["shape"]) else {
      throw malformed(name, found: "no valid shape", "a list of whole numbers \"shape\"")
    }
    guard let offsets = Self.sizes(json["data_offsets"]), offsets.count == 2,
      offsets[0] <= offsets[1]
    else {
      throw malformed(name, found: "no valid data_offsets", "\"data_offsets\":[begin,end]")
    }
    ranges.append((name, offsets[0]..<offsets[1]))
    guard let dtype = SafetensorsFile.DType(rawValue: typeName) else {
      unknown[name] = SafetensorsFile.UnknownTensor(
        type: typeName, shape: shape, byteRange: offsets[0]..<offsets[1])
      return
    }
    guard let byteCount = Self.product(shape + [dtype.byteCount]) else {
      throw SafetensorsError(
        .shape, path: path, part: name, found: "shape \(shape)",
        expected: "a size below 2^63 bytes")
    }
    guard byteCount == offsets[1] - offsets[0] else {
      throw SafetensorsError(
        .offsets, path: path, part: name, found: "\(offsets[1] - offsets[0]) bytes",
        expected: "\(byteCount) for \(dtype.rawValue) \(shape)")
    }
    tensors.append(
      SafetensorsFile.Tensor(
        name: name, shape: shape, dtype: dtype, byteRange: offsets[0]..<offsets[1]))
  }

  private func checkOffsets(dataByteCount: Int) throws {
    var end = 0
    for (name, bytes) in ranges {
      guard bytes.lowerBound == end else {
        throw SafetensorsError(
          .offsets, path: path, part: name, found: "start \(bytes.lowerBound)",
          expected: "\(end), without hole or overlap")
      }
      end = bytes.upperBound
    }
    guard end == dataByteCount else {
      throw SafetensorsError(
        end > dataByteCount ? .truncated : .trailingBytes, path: path, part: "data",
        found: "\(dataByteCount) bytes", expected: "\(end)")
    }
  }

  private static func sizes(_ json: JSON?) -> [Int]? {
    guard let elements = json?.arrayValue, elements.count <= maximumRank else { return nil }
    var result: [Int] = []
    for element in elements {
      guard case .integer(let size) = element, size >= 0 else { return nil }
      result.append(size)
    }
    return result
  }

  private static func product(_ factors: [Int]) -> Int? {
    var result = 1
    for factor in factors {
      let (product, overflow) = result.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      result = product
    }
    return result
  }

  private func malformed(_ part: String, found: String, _ expected: String) -> SafetensorsError {
    SafetensorsError(.malformedHeader, path: path, part: part, found: found, expected: expected)
  }
}
