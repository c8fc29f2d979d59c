/// A writer of NumPy's array files, `.npy`.
///
/// Version 1.0 of the format: a header of a multiple of 64 bytes, then the elements row-major and
/// little-endian. Source: NumPy, `numpy.lib.format`.
package enum NpyWriter {
  /// Writes an array of single-precision numbers: beside its path, synced, renamed.
  ///
  /// - Parameters:
  ///   - values: The elements, row-major.
  ///   - shape: The sizes, outermost first; their product is the number of elements.
  ///   - path: The file to create or replace.
  /// - Throws: `FileError`.
  package static func write(_ values: [Float], shape: [Int], to path: String) throws {
    try content(values, shape: shape).write(to: path)
  }

  /// Writes an array of integers: beside its path, synced, renamed.
  ///
  /// - Throws: `FileError`.
  package static func write(_ values: [Int], shape: [Int], to path: String) throws {
    let ordered = values.map { Int64($0).littleEndian }
    var content = header("<i8", shape, count: values.count)
    content.append(unsafe ordered.withUnsafeBytes { unsafe Array($0) })
    try content.write(to: path)
  }

  /// Returns an array of single-precision numbers as a file holds it, without a copy of them.
  package static func content(_ values: [Float], shape: [Int]) -> FileContent {
    var content = header("<f4", shape, count: values.count)
    content.append(values)
    return content
  }

  /// The magic, version and length, and the description of the array.
  private static func header(_ type: String, _ shape: [Int], count: Int) -> FileContent {
    precondition(shape.reduce(1, *) == count, "\(count) elements of shape \(shape)")
    // A tuple of one has a comma behind it.
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sizes)), }"
    let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    let unpadded = start.count + 2 + text.utf8.count + 1
    let spaces = [UInt8](repeating: UInt8(ascii: " "), count: (64 - unpadded % 64) % 64)
    let length = UInt16(text.utf8.count + spaces.count + 1)
    var bytes = start
    bytes.append(littleEndian: length)
    return FileContent(bytes + Array(text.utf8) + spaces + [UInt8(ascii: "\n")])
  }
}
