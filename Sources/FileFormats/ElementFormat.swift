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
    let count = source.count / byteCount
    func each<Bits: FixedWidthInteger & BitwiseCopyable>(
      _ bits: Bits.Type, _ value: (Bits) -> Float
    ) {
      for index in 0..<count {
        unsafe y[index] = value(element(index, of: source))
      }
    }
    switch type {
    case .bool: each(UInt8.self) { $0 == 0 ? 0 : 1 }
    case .uint8: each(UInt8.self) { Float($0) }
    case .int8: each(Int8.self) { Float($0) }
    case .int16: each(Int16.self) { Float($0) }
    case .uint16: each(UInt16.self) { Float($0) }
    case .int32: each(Int32.self) { Float($0) }
    case .uint32: each(UInt32.self) { Float($0) }
    case .int64: each(Int64.self) { Float($0) }
    case .uint64: each(UInt64.self) { Float($0) }
    case .float16: each(UInt16.self) { Float(halfPrecision: $0) }
    case .bfloat16: each(UInt16.self) { Float(bfloat16: $0) }
    case .float32: each(UInt32.self) { Float(bitPattern: $0) }
    case .float64: each(UInt64.self) { Float(Double(bitPattern: $0)) }
    }
  }

  /// Returns an element as a whole number, or nil where its type is floating-point or it does not
  /// fit.
  package func integer(_ index: Int, of source: UnsafeRawBufferPointer) -> Int? {
    switch type {
    case .bool: unsafe element(index, of: source) as UInt8 == 0 ? 0 : 1
    case .uint8: Int(unsafe element(index, of: source) as UInt8)
    case .int8: Int(unsafe element(index, of: source) as Int8)
    case .int16: Int(unsafe element(index, of: source) as Int16)
    case .uint16: Int(unsafe element(index, of: source) as UInt16)
    case .int32: Int(unsafe element(index, of: source) as Int32)
    case .uint32: Int(unsafe element(index, of: source) as UInt32)
    case .int64: Int(unsafe element(index, of: source) as Int64)
    case .uint64: Int(exactly: unsafe element(index, of: source) as UInt64)
    case .float16, .bfloat16, .float32, .float64: nil
    }
  }

  /// Returns an element in double precision, rounded to nearest; a truth value is 0 or 1.
  func double(_ index: Int, of source: UnsafeRawBufferPointer) -> Double {
    switch type {
    case .bool: unsafe element(index, of: source) as UInt8 == 0 ? 0 : 1
    case .uint8: Double(unsafe element(index, of: source) as UInt8)
    case .int8: Double(unsafe element(index, of: source) as Int8)
    case .int16: Double(unsafe element(index, of: source) as Int16)
    case .uint16: Double(unsafe element(index, of: source) as UInt16)
    case .int32: Double(unsafe element(index, of: source) as Int32)
    case .uint32: Double(unsafe element(index, of: source) as UInt32)
    case .int64: Double(unsafe element(index, of: source) as Int64)
    case .uint64: Double(unsafe element(index, of: source) as UInt64)
    case .float16: Double(Float(halfPrecision: unsafe element(index, of: source)))
    case .bfloat16: Double(Self.normal(Float(bfloat16: unsafe element(index, of: source))))
    case .float32: Double(Self.normal(Float(bitPattern: unsafe element(index, of: source))))
    case .float64: Double(bitPattern: unsafe element(index, of: source))
    }
  }

  /// Returns a number with a zero in place of a denormal, whatever the processor makes of it.
  private static func normal(_ value: Float) -> Float { value.isSubnormal ? 0 : value }

  @inline(__always)
  private func element<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ index: Int, of source: UnsafeRawBufferPointer
  ) -> Bits {
    let bits = unsafe source.loadUnaligned(
      fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)
    return isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits)
  }
}

// Ranks of one host tell one another what is in a file.
extension SafetensorsFile.DType: Codable {}
extension ElementFormat: Codable {}
