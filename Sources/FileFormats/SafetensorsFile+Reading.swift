extension SafetensorsFile {
  /// Returns a tensor's elements, row-major; double precision is rounded to single.
  ///
  /// - Throws: `SafetensorsError` for an unknown name or a type other than F32 and F64, or
  ///   `FileError`.
  public func floats(_ name: String) throws -> [Float] {
    let tensor = try tensor(name)
    switch tensor.dtype {
    case .float32: return try elements(of: tensor, zero: Float(0))
    case .float64: return try elements(of: tensor, zero: Double(0)).map { Float($0) }
    default: throw notFloatingPoint(tensor)
    }
  }

  /// Returns a tensor's elements in double precision, row-major.
  ///
  /// - Throws: `SafetensorsError` for an unknown name or a type other than F32 and F64, or
  ///   `FileError`.
  public func doubles(_ name: String) throws -> [Double] {
    let tensor = try tensor(name)
    switch tensor.dtype {
    case .float32: return try elements(of: tensor, zero: Float(0)).map { Double($0) }
    case .float64: return try elements(of: tensor, zero: Double(0))
    default: throw notFloatingPoint(tensor)
    }
  }

  /// Reads a tensor's elements into lent memory; double precision is rounded to single.
  ///
  /// - Throws: `SafetensorsError` for an unknown name, a type other than F32 and F64, or a
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
    case .float64: _ = unsafe buffer.update(fromContentsOf: try floats(name))
    default: throw notFloatingPoint(tensor)
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

  private func notFloatingPoint(_ tensor: Tensor) -> SafetensorsError {
    SafetensorsError(
      .dataType, path: path, part: tensor.name, found: "dtype \(tensor.dtype.rawValue)",
      expected: "F32 or F64")
  }
}
