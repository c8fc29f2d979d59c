/// An array in an HDF5 file: what its header says, checked.
package struct HDF5Dataset {
  /// Where the elements are.
  enum Storage {
    /// From an offset on, in bytes from the file's start.
    case region(Int)
    /// In the object's header.
    case header(ArraySlice<UInt8>)
  }

  /// The sizes, outermost first; empty for a scalar.
  package let shape: [Int]
  /// The type of the elements, least significant byte first.
  package let type: ElementType
  let storage: Storage

  /// The number of elements.
  package var elementCount: Int { shape.reduce(1, *) }
}

extension HDF5Metadata {
  /// Reads what an object's header says of its array.
  ///
  /// - Throws: `DataFileError` for what is not read here, such as chunks, compression and other
  ///   types.
  mutating func dataset(_ object: HDF5Object, _ messages: [HDF5Message]) throws -> HDF5Dataset {
    func content(_ kind: HDF5Message.Kind, _ name: String) throws(DataFileError) -> HDF5Block {
      guard let message = messages.first(kind) else {
        throw object.error(found: "no \(name)", expected: "an array")
      }
      guard !message.isShared else {
        throw message.content.error(
          found: "a \(name) that is shared with other objects", expected: "one of its own")
      }
      return message.content
    }
    if messages.first(.externalFiles) != nil {
      throw object.error(found: "elements in other files", expected: "elements in this file")
    }
    let type = try content(.datatype, "type").elementType()
    let shape = try content(.dataspace, "shape").shape()
    guard ArrayHeader.hasSize(shape, ElementFormat(type)) else {
      throw object.error(
        found: "the shape \(shape) of \(type.numPyName)", expected: "fewer than 2^62 bytes")
    }
    let byteCount = shape.reduce(1, *) * type.byteCount
    return HDF5Dataset(
      shape: shape, type: type,
      storage: try storage(content(.layout, "layout"), of: object, byteCount: byteCount))
  }

  /// Reads where the elements of an array are.
  ///
  /// Source: "HDF5 File Format Specification Version 3.0", section IV.A.2.i.
  private func storage(
    _ layout: HDF5Block, of object: HDF5Object, byteCount: Int
  ) throws(DataFileError) -> HDF5Dataset.Storage {
    var layout = layout
    let version = try layout.number(1)
    guard version == 3 || version == 4 else {
      throw layout.error(found: "a layout of version \(version)", expected: "version 3 or 4")
    }
    func expect(_ found: Int) throws(DataFileError) {
      guard found == byteCount else {
        throw object.error(
          found: "\(found) bytes of elements", expected: "\(byteCount), as shape and type say")
      }
    }
    switch try layout.number(1) {
    case 0:
      let count = try layout.number(2)
      try expect(count)
      return .header(try layout.next(count))
    case 1:
      let address = try layout.address()
      // An array of no elements has no place.
      if byteCount == 0 { return .header([]) }
      guard let address else {
        throw object.error(
          found: "no elements, which were never written", expected: "\(byteCount) bytes of them")
      }
      try expect(try layout.number(8))
      return .region(try offset(of: address, count: byteCount, of: object))
    case let other:
      throw object.error(
        found: other == 2
          ? "elements in chunks, as of a compressed or growing array"
          : "elements of layout \(other)",
        expected: "contiguous elements: create_dataset without chunks, compression or maxshape")
    }
  }
}

extension HDF5Block {
  /// Reads the sizes of a dataspace, versions 1 and 2.
  ///
  /// Source: "HDF5 File Format Specification Version 3.0", section IV.A.2.b.
  fileprivate func shape() throws(DataFileError) -> [Int] {
    var block = self
    let version = try block.number(1)
    let rank = try block.number(1)
    switch version {
    // Flags, and reserved bytes.
    case 1: try block.skip(6)
    case 2:
      try block.skip(1)
      guard try block.number(1) < 2 else {
        throw error(found: "an empty dataspace", expected: "an array or a number")
      }
    default:
      throw error(found: "a dataspace of version \(version)", expected: "version 1 or 2")
    }
    var shape: [Int] = []
    for _ in 0..<rank { shape.append(try block.number(8)) }
    return shape
  }

  /// Reads a type: whole numbers, and floating-point numbers of IEEE 754.
  ///
  /// Source: "HDF5 File Format Specification Version 3.0", section IV.A.2.d.
  fileprivate func elementType() throws(DataFileError) -> ElementType {
    var block = self
    let kind = try block.number(1) & 15
    let flags = try block.number(3)
    let byteCount = try block.number(4)
    guard kind < 2 else {
      throw error(found: Self.names[kind] ?? "a type of class \(kind)", expected: "numbers")
    }
    guard flags & 1 == 0, kind == 0 || flags & 64 == 0 else {
      throw error(
        found: "big-endian numbers of \(byteCount) bytes", expected: "little-endian ones")
    }
    let isSigned = flags & 8 != 0
    let properties = [try block.number(2), try block.number(2)]
    // No bits that mean nothing, at either end.
    let isWhole = properties == [0, 8 * min(byteCount, 8)]
    if kind == 0, isWhole,
      let type = isSigned ? Self.signed[byteCount] : Self.unsigned[byteCount]
    {
      return type
    }
    // Where exponent and fraction are and how long, and the exponent's bias; in the flags the sign.
    let form =
      kind == 1
      ? [
        try block.number(1), try block.number(1), try block.number(1), try block.number(1),
        try block.number(4), flags >> 8 & 255,
      ] : []
    switch (byteCount, form) {
    case (2, [10, 5, 0, 10, 15, 15]) where isWhole: return .float16
    case (4, [23, 8, 0, 23, 127, 31]) where isWhole: return .float32
    case (8, [52, 11, 0, 52, 1023, 63]) where isWhole: return .float64
    default:
      throw error(
        found: "\(kind == 0 ? "whole" : "floating-point") numbers of \(byteCount) bytes in "
          + "another form",
        expected: "the usual ones of 1, 2, 4 or 8 bytes")
    }
  }

  private static let signed: [Int: ElementType] = [1: .int8, 2: .int16, 4: .int32, 8: .int64]
  private static let unsigned: [Int: ElementType] = [
    1: .uint8, 2: .uint16, 4: .uint32, 8: .uint64,
  ]

  private static let names: [Int: String] = [
    2: "times", 3: "texts", 4: "bits", 5: "opaque bytes", 6: "records", 7: "references",
    8: "an enumeration, as of truth values", 9: "texts or lists", 10: "arrays as elements",
  ]
}
