/// A message in Protocol Buffers' wire format, which fields are appended to.
package struct ProtobufMessage: Equatable, Sendable {
  /// The encoded fields.
  package private(set) var bytes: [UInt8] = []

  /// Creates a message without fields.
  package init() {}

  /// Creates a message, and calls `fill` to append its fields.
  package init(_ fill: (inout ProtobufMessage) -> Void) { fill(&self) }

  /// Appends a field of an integer type, or of an enumeration.
  package mutating func add(_ value: Int, as field: Int) {
    begin(field, .varint)
    append(varint: UInt64(bitPattern: Int64(value)))
  }

  /// Appends a field of type `double`.
  package mutating func add(_ value: Double, as field: Int) {
    begin(field, .bits64)
    append(value)
  }

  /// Appends a field of type `float`.
  package mutating func add(_ value: Float, as field: Int) {
    begin(field, .bits32)
    for shift in stride(from: 0, to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
    }
  }

  /// Appends a field of type `string`.
  package mutating func add(_ text: String, as field: Int) { add(Array(text.utf8), as: field) }

  /// Appends a field that is a message.
  package mutating func add(_ message: ProtobufMessage, as field: Int) {
    add(message.bytes, as: field)
  }

  /// Appends a field of repeated `double`s, packed.
  package mutating func add(_ values: [Double], as field: Int) {
    begin(field, .bytes)
    append(varint: UInt64(8 * values.count))
    for value in values { append(value) }
  }

  /// Appends a field of type `bytes`.
  package mutating func add(_ content: [UInt8], as field: Int) {
    begin(field, .bytes)
    append(varint: UInt64(content.count))
    bytes += content
  }

  /// The wire types of fields.
  private enum WireType: UInt64 {
    case varint = 0
    case bits64 = 1
    case bytes = 2
    case bits32 = 5
  }

  private mutating func begin(_ field: Int, _ type: WireType) {
    append(varint: UInt64(field) << 3 | type.rawValue)
  }

  /// Appends seven bits a byte, the least significant first; all bytes but the last have bit 7.
  private mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(_ value: Double) {
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
    }
  }
}
