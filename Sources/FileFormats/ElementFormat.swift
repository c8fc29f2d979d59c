/// The type of an array's elements.
package typealias ElementType = SafetensorsFile.DType

extension SafetensorsFile.DType {
  /// NumPy's name of the type: `float32`.
  package var numPyName: String {
    switch self {
    case .bool: "bool"
    case .uint8: "uint8"
    case .int8: "int8"
    case .int16: "int16"
    case .uint16: "uint16"
    case .float16: "float16"
    case .bfloat16: "bfloat16"
    case .int32: "int32"
    case .uint32: "uint32"
    case .float32: "float32"
    case .float64: "float64"
    case .int64: "int64"
    case .uint64: "uint64"
    }
  }

  /// Whether the elements are whole numbers or truth values.
  package var isInteger: Bool {
    switch self {
    case .bool, .uint8, .int8, .int16, .uint16, .int32, .uint32, .int64, .uint64: true
    case .float16, .bfloat16, .float32, .float64: false
    }
  }
}

/// The type of elements, and the order of the bytes of each.
package struct ElementFormat: Equatable, Sendable {
  /// The type.
  package let type: ElementType
  /// Whether the most significant byte comes first; false where elements are single bytes.
  package let isBigEndian: Bool

  /// Creates a format.
  package init(_ type: ElementType, isBigEndian: Bool = false) {
    self.type = type
    self.isBigEndian = isBigEndian && type.byteCount > 1
  }

  /// The size of one element in bytes.
  package var byteCount: Int { type.byteCount }

  /// NumPy's name of the type, and the order of bytes where it is not the usual one.
  package var name: String { type.numPyName + (isBigEndian ? ", big-endian" : "") }
}

// MARK: - Conversion

extension ElementFormat {
  /// Converts elements to floats, each rounded to nearest; a truth value is 0 or 1.
  ///
  /// - Parameters:
  ///   - source: The elements, of any alignment.
  ///   - y: As many floats.
  package func convert(_ source: UnsafeRawBufferPointer, into y: UnsafeMutablePointer<Float>) {
    unsafe forEach(in: source) { index, number in unsafe y[index] = number.float }
  }

  /// Calls a function with each element as a whole number; with nil where its type is
  /// floating-point or it does not fit.
  ///
  /// - Parameters:
  ///   - source: The elements, of any alignment.
  ///   - body: Receives the index and the number.
  /// - Throws: What `body` throws.
  package func forEachInteger(
    in source: UnsafeRawBufferPointer, _ body: (_ index: Int, _ number: Int?) throws -> Void
  ) rethrows {
    try unsafe forEach(in: source) { index, number in try body(index, number.integer) }
  }

  /// Returns an element, which a `Double` has room for but for whole numbers above 2^53.
  ///
  /// - Parameter source: The element's bytes, of any alignment.
  /// - Returns: the number.
  package func number(_ source: UnsafeRawBufferPointer) -> Double {
    var result = Double.nan
    unsafe forEach(in: source) { _, number in result = number.double }
    return result
  }

  /// Calls a function with each element.
  ///
  /// The loop is compiled for each type, and in it what `body` does with the number of that type.
  @inline(__always)
  func forEach(
    in source: UnsafeRawBufferPointer,
    _ body: (_ index: Int, _ number: ElementNumber) throws -> Void
  ) rethrows {
    @inline(__always)
    func each<Bits: FixedWidthInteger & BitwiseCopyable>(
      _ type: Bits.Type, _ number: (Bits) -> ElementNumber
    ) throws {
      let size = MemoryLayout<Bits>.size
      for index in 0..<source.count / size {
        let bits = unsafe source.loadUnaligned(fromByteOffset: index * size, as: Bits.self)
        try body(index, number(isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits)))
      }
    }
    switch type {
    case .bool: try each(UInt8.self) { .integer($0 == 0 ? 0 : 1) }
    case .uint8: try each(UInt8.self) { .integer(Int($0)) }
    case .int8: try each(Int8.self) { .integer(Int($0)) }
    case .int16: try each(Int16.self) { .integer(Int($0)) }
    case .uint16: try each(UInt16.self) { .integer(Int($0)) }
    case .int32: try each(Int32.self) { .integer(Int($0)) }
    case .uint32: try each(UInt32.self) { .integer(Int($0)) }
    case .int64: try each(Int64.self) { .integer(Int($0)) }
    case .uint64: try each(UInt64.self) { .unsigned($0) }
    case .float16: try each(UInt16.self) { .single(Float(halfPrecision: $0)) }
    case .bfloat16: try each(UInt16.self) { .single(Float(bfloat16: $0)) }
    case .float32: try each(UInt32.self) { .single(Float(bitPattern: $0)) }
    case .float64: try each(UInt64.self) { .double(Double(bitPattern: $0)) }
    }
  }
}

/// An element in the smallest type that has all numbers of its own.
enum ElementNumber {
  case integer(Int)
  case unsigned(UInt64)
  case single(Float)
  case double(Double)

  /// The number, rounded to nearest.
  @inline(__always)
  var float: Float {
    switch self {
    case .integer(let value): Float(value)
    case .unsigned(let value): Float(value)
    case .single(let value): value
    case .double(let value): Float(value)
    }
  }

  /// The number, rounded to nearest; zero for a denormal of single precision, whatever the
  /// processor makes of it.
  @inline(__always)
  var double: Double {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .single(let value): value.isSubnormal ? 0 : Double(value)
    case .double(let value): value
    }
  }

  /// The whole number; nil for a floating-point one, or where it does not fit.
  @inline(__always)
  var integer: Int? {
    switch self {
    case .integer(let value): value
    case .unsigned(let value): Int(exactly: value)
    case .single, .double: nil
    }
  }
}

// Ranks of one host tell one another what is in a file.
extension SafetensorsFile.DType: Codable {}
extension ElementFormat: Codable {}
