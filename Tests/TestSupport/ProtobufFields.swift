/// The fields of a message in Protocol Buffers' wire format.
public struct ProtobufFields {
  /// A field.
  public struct Field {
    /// The field's number.
    public let number: Int
    /// The number of a field of integers or floats, as bits.
    public internal(set) var integer: UInt64 = 0
    /// The content of a field of a text, a message or packed numbers.
    public internal(set) var bytes: ArraySlice<UInt8> = []
  }

  /// The fields in their order.
  public private(set) var all: [Field] = []
  private var rest: ArraySlice<UInt8>

  /// Reads the fields of a message.
  ///
  /// - Throws: `ProtobufFieldsError` for a message that is not whole.
  public init(_ bytes: ArraySlice<UInt8>) throws {
    rest = bytes
    while !rest.isEmpty {
      let key = try varint()
      var field = Field(number: Int(key >> 3))
      switch key & 7 {
      case 0: field.integer = try varint()
      case 1: field.integer = try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
      case 2: field.bytes = try take(Int(try varint()))
      case 5: field.integer = try take(4).reversed().reduce(0) { $0 << 8 | UInt64($1) }
      default: throw ProtobufFieldsError(found: "wire type \(key & 7)")
      }
      all.append(field)
    }
  }

  private mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { break }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw ProtobufFieldsError(found: "an integer that does not end")
  }

  private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw ProtobufFieldsError(found: "a field that does not end") }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// The fields of a number, in their order.
  public subscript(number: Int) -> [Field] { all.filter { $0.number == number } }

  /// The texts of the fields of a number.
  public func texts(_ number: Int) -> [String] {
    self[number].map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// The messages in the fields of a number.
  ///
  /// - Throws: `ProtobufFieldsError` for one that is not whole.
  public func messages(_ number: Int) throws -> [ProtobufFields] {
    try self[number].map { try ProtobufFields($0.bytes) }
  }
}

/// Bytes that are no message in Protocol Buffers' wire format.
public struct ProtobufFieldsError: Error {
  /// What was found.
  public let found: String
}
