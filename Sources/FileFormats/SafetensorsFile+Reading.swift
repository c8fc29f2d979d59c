extension SafetensorsFile {
  /// Returns a tensor's elements, row-major; half precision and bfloat16 are widened exactly,
  /// double precision is rounded to single.
  ///
  /// - Throws: `SafetensorsError` for an unknown name or a type that is no floating point, or
  ///   `FileError`.
  public func floats(_ name: String) throws -> [Float] {
    let tensor = try tensor(name)
    switch tensor.dtype {
    case .float32: return try elements(of: tensor, zero: Float(0))
    case .float64: return try elements(of: tensor, zero: Double(0)).map { Float($0) }
    case .float16: return try elements(of: tensor, zero: UInt16(0)).map(Float.init(halfPrecision:))
    case .bfloat16: return try elements(of: tensor, zero: UInt16(0)).map { Float(bfloat16: $0) }
    default: throw notFloatingPoint(name, tensor.dtype.rawValue)
    }
  }

  /// Returns a tensor's elements in double precision, row-major.
  ///
  /// - Throws: `SafetensorsError` for an unknown name or a type that is no floating point, or
  ///   `FileError`.
  public func doubles(_ name: String) throws -> [Double] {
    let tensor = try tensor(name)
    guard tensor.dtype != .float64 else { return try elements(of: tensor, zero: Double(0)) }
    return try floats(name).map { Double($0) }
  }

  /// Returns a tensor's elements, row-major, of a type of whole numbers that are all in an `Int64`.
  ///
  /// - Throws: `SafetensorsError` for an unknown name or another type, or `FileError`.
  package func integers(_ name: String) throws -> [Int64] {
    let tensor = try tensor(name)
    return switch tensor.dtype {
    case .bool, .uint8: try elements(of: tensor, zero: UInt8(0)).map(Int64.init)
    case .int8: try elements(of: tensor, zero: Int8(0)).map(Int64.init)
    case .int16: try elements(of: tensor, zero: Int16(0)).map(Int64.init)
    case .uint16: try elements(of: tensor, zero: UInt16(0)).map(Int64.init)
    case .int32: try elements(of: tensor, zero: Int32(0)).map(Int64.init)
    case .uint32: try elements(of: tensor, zero: UInt32(0)).map(Int64.init)
    case .int64: try elements(of: tensor, zero: Int64(0))
    case .uint64, .float16, .bfloat16, .float32, .float64:
      throw SafetensorsError(
        .dataType, path: path, part: name, found: "dtype \(tensor.dtype.rawValue)",
        expected: "whole numbers of at most 64 bits with their sign")
    }
  }

  /// Returns the elements of a tensor of 64 unsigned bits each, row-major.
  ///
  /// - Throws: `SafetensorsError` for an unknown name or another type, or `FileError`.
  package func unsignedIntegers(_ name: String) throws -> [UInt64] {
    let tensor = try tensor(name)
    guard tensor.dtype == .uint64 else {
      throw SafetensorsError(
        .dataType, path: path, part: name, found: "dtype \(tensor.dtype.rawValue)",
        expected: "U64")
    }
    return try elements(of: tensor, zero: UInt64(0))
  }

  /// Returns the type and the shape of a tensor, also of a type that this program does not know.
  ///
  /// - Throws: `SafetensorsError` for an unknown name.
  package func form(_ name: String) throws -> (type: String, shape: [Int]) {
    if let tensor = unknown[name] { return (tensor.type, tensor.shape) }
    let tensor = try tensor(name)
    return (tensor.dtype.rawValue, tensor.shape)
  }

  /// Returns the bytes of a tensor whose type this program does not know; nil for any other.
  ///
  /// - Throws: `SafetensorsError` where the file has become shorter, or `FileError`.
  package func unknownBytes(_ name: String) throws -> [UInt8]? {
    guard let tensor = unknown[name] else { return nil }
    let range = tensor.byteRange
    let bytes = try file.descriptor.bytes(
      at: headerBytes.count + range.lowerBound, count: range.count)
    guard bytes.count == range.count else {
      throw SafetensorsError(
        .truncated, path: path, part: name, found: "\(bytes.count) bytes",
        expected: "\(range.count)")
    }
    return bytes
  }

  /// Reads a tensor's elements into the caller's memory; half precision and bfloat16 are widened
  /// exactly, double precision is rounded to single.
  ///
  /// - Throws: `SafetensorsError` for an unknown name, a type that is no floating point, or a
  ///   number of elements other than the buffer's; or `FileError`. The buffer is then undefined.
  public func read(_ name: String, into buffer: UnsafeMutableBufferPointer<Float>) throws {
    let tensor = try tensor(name)
    guard tensor.elementCount == buffer.count else {
      throw SafetensorsError(
        .shape, path: path, part: name, found: "\(tensor.elementCount) elements",
        expected: "\(buffer.count)")
    }
    switch tensor.dtype {
    case .float32: try unsafe read(tensor, into: UnsafeMutableRawBufferPointer(buffer))
    default: _ = unsafe buffer.update(fromContentsOf: try floats(name))
    }
  }

  /// Reads a tensor's bytes into memory of exactly their number.
  private func read(_ tensor: Tensor, into buffer: UnsafeMutableRawBufferPointer) throws {
    let start = headerBytes.count + tensor.byteRange.lowerBound
    let count = try unsafe file.descriptor.read(into: buffer, at: start)
    guard count == tensor.byteRange.count else {
      throw SafetensorsError(
        .truncated, path: path, part: tensor.name, found: "\(count) bytes",
        expected: "\(tensor.byteRange.count)")
    }
  }

  private func elements<Element: BitwiseCopyable>(
    of tensor: Tensor, zero: Element
  ) throws -> [Element] {
    var result = [Element](repeating: zero, count: tensor.elementCount)
    try unsafe result.withUnsafeMutableBytes { buffer in try unsafe read(tensor, into: buffer) }
    return result
  }

  func notFloatingPoint(_ name: String, _ type: String) -> SafetensorsError {
    SafetensorsError(
      .dataType, path: path, part: name, found: "dtype \(type)",
      expected: "F32, F64, F16 or BF16")
  }
}

extension Float {
  /// The number that has these bits in bfloat16: the upper half of a single-precision number.
  init(bfloat16 bits: UInt16) { self.init(bitPattern: UInt32(bits) << 16) }

  /// The number that has these bits in IEEE 754 half precision.
  ///
  /// Built from its bits: subnormals are exact although the processor may flush its own.
  init(halfPrecision bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10 & 0x1F)
    let fraction = UInt32(bits & 0x3FF)
    switch (exponent, fraction) {
    case (0, 0): self.init(bitPattern: sign)
    case (0, _):
      // 2^-24 times the fraction, whose leading bit becomes the hidden one.
      let shift = UInt32(fraction.leadingZeroBitCount) - 21
      self.init(
        bitPattern: sign | (113 - shift) << 23 | (fraction << shift & 0x3FF) << 13)
    case (31, _): self.init(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: self.init(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
