/// An array in an HDF5 file: single-precision numbers of any shape, or one integer.
package enum HDF5Array: Sendable {
  /// Numbers of single precision, row-major; a scalar has no sizes.
  case floats([Float], shape: [Int])
  /// A single 64-bit integer.
  case integer(Int)

  /// The sizes, outermost first.
  var shape: [Int] {
    switch self {
    case .floats(_, let shape): shape
    case .integer: []
    }
  }

  /// The elements.
  var content: FileContent {
    var content = FileContent()
    switch self {
    case .floats(let values, _): content.append(values)
    case .integer(let value):
      var bytes: [UInt8] = []
      bytes.append(littleEndian: Int64(value))
      content.append(bytes)
    }
    return content
  }
}

/// The object headers of an HDF5 file, version 1.
///
/// Source: The HDF Group, "HDF5 File Format Specification Version 3.0", sections IV.A.1.a and
/// IV.A.2.
struct HDF5Header {
  /// The messages with their own headers.
  private var messages: [UInt8] = []
  private var messageCount = 0

  /// An address that is not there.
  static let undefined = [UInt8](repeating: 0xFF, count: 8)

  /// The header of a group whose members are linked to by address.
  init(groupOf members: [(name: String, address: Int)]) {
    // Link Info: version 0, no flags, neither heap nor index, since links are messages.
    add(0x0002, [0, 0] + Self.undefined + Self.undefined)
    // Group Info: version 0, the usual limits.
    add(0x000A, [0, 0])
    for (name, address) in members {
      // Link: version 1, a hard link, the name's length in one byte.
      var link: [UInt8] = [1, 0, UInt8(name.utf8.count)] + Array(name.utf8)
      link.append(littleEndian: UInt64(address))
      add(0x0006, link)
    }
  }

  /// The header of an array whose elements are contiguous.
  init(of array: HDF5Array, at address: Int) {
    // Dataspace: version 1, no greatest sizes.
    var space: [UInt8] = [1, UInt8(array.shape.count), 0, 0, 0, 0, 0, 0]
    for size in array.shape { space.append(littleEndian: UInt64(size)) }
    add(0x0001, space)
    add(0x0003, flags: 1, Self.datatype(of: array))
    // Fill Value: version 2, allocated late, written if set, which it is not.
    add(0x0005, [2, 2, 2, 0])
    // Data Layout: version 3, contiguous.
    var layout: [UInt8] = [3, 1]
    layout.append(littleEndian: UInt64(address))
    layout.append(littleEndian: UInt64(array.content.byteCount))
    add(0x0008, layout)
  }

  /// The bytes: a multiple of 8.
  var bytes: [UInt8] {
    var bytes: [UInt8] = [1, 0]
    bytes.append(littleEndian: UInt16(messageCount))
    // The number of links to the object.
    bytes.append(littleEndian: UInt32(1))
    bytes.append(littleEndian: UInt32(messages.count))
    return bytes + [0, 0, 0, 0] + messages
  }

  /// Adds a message, filled up with zeros to a multiple of 8 bytes.
  private mutating func add(_ type: UInt16, flags: UInt8 = 0, _ data: [UInt8]) {
    let padding = [UInt8](repeating: 0, count: (8 - data.count % 8) % 8)
    messages.append(littleEndian: type)
    messages.append(littleEndian: UInt16(data.count + padding.count))
    messages += [flags, 0, 0, 0] + data + padding
    messageCount += 1
  }

  private static func datatype(of array: HDF5Array) -> [UInt8] {
    switch array {
    case .floats:
      // IEEE 754: the sign at bit 31, 8 bits of exponent from 23 on, 23 of fraction, bias 127.
      [0x11, 0x20, 0x1F, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]
    case .integer:
      // Two's complement, 64 bits from bit 0 on.
      [0x10, 0x08, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0]
    }
  }
}
