package import FileFormats

/// Two safetensors files, checkpoints or another program's, compared bit by bit.
package struct FileComparison: Sendable {
  /// A tensor that is not the same in both files.
  package struct Tensor: Sendable {
    package let name: String
    /// The shape, in the first file that has the tensor.
    package let shape: [Int]
    package let change: Change
  }

  /// In what a tensor differs.
  package enum Change: Equatable, Sendable {
    /// Only the first, or only the second, file has it.
    case missing(inFirst: Bool)
    /// Its shapes or types: what each file says.
    case form(String, String)
    /// Its elements.
    case values(TensorDifference)
  }

  /// The settings that differ; checksums apart, which follow from the rest.
  package let settings: [SettingDifference]
  /// The tensors that differ, in the first file's order.
  package let tensors: [Tensor]
  /// The number of tensors in both files together.
  package let tensorCount: Int

  /// Whether all settings and all bits are the same.
  package var isSame: Bool { settings.isEmpty && tensors.isEmpty }

  /// Reads and compares two files.
  ///
  /// - Throws: `FileError` or `SafetensorsError` for a file that cannot be read.
  package init(_ one: SafetensorsFile, _ other: SafetensorsFile) throws {
    settings = Self.settings(one.metadata, other.metadata)
    let names = one.names + other.names.filter { !one.contains($0) }
    tensorCount = names.count
    tensors = try names.compactMap { name in
      guard one.contains(name), other.contains(name) else {
        let file = one.contains(name) ? one : other
        return Tensor(
          name: name, shape: try file.form(name).shape,
          change: .missing(inFirst: !one.contains(name)))
      }
      let (a, b) = (try one.form(name), try other.form(name))
      guard a == b else {
        return Tensor(name: name, shape: a.shape, change: .form(Self.text(a), Self.text(b)))
      }
      if let first = try one.unknownBytes(name), let second = try other.unknownBytes(name) {
        return Self.difference(of: first, second, name: name, shape: a.shape)
      }
      let difference = try Self.difference(name, try one.tensor(name).dtype, one, other)
      return difference.count == 0
        ? nil : Tensor(name: name, shape: a.shape, change: .values(difference))
    }
  }

  private static func difference(
    _ name: String, _ type: SafetensorsFile.DType, _ one: SafetensorsFile, _ other: SafetensorsFile
  ) throws -> TensorDifference {
    switch type {
    case .float32: TensorDifference(try one.floats(name), try other.floats(name))
    case .float16: try narrow(name, as: .half, one, other)
    case .bfloat16: try narrow(name, as: .brain, one, other)
    case .float64: TensorDifference(try one.doubles(name), try other.doubles(name))
    case .uint64:
      TensorDifference(try one.unsignedIntegers(name), try other.unsignedIntegers(name))
    case .bool, .uint8, .int8, .int16, .uint16, .int32, .uint32, .int64:
      TensorDifference(try one.integers(name), try other.integers(name))
    }
  }

  /// The difference of two tensors whose type is not known, by their bytes; nil where they are the
  /// same.
  ///
  /// Where no element is a whole number of bytes, the bytes are compared one by one.
  private static func difference(
    of one: [UInt8], _ other: [UInt8], name: String, shape: [Int]
  ) -> Tensor? {
    guard one != other else { return nil }
    // The header of such a tensor is not checked.
    guard one.count == other.count else {
      return Tensor(
        name: name, shape: shape, change: .form("\(one.count) bytes", "\(other.count) bytes"))
    }
    let elements = shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    let size = elements > 0 && one.count % elements == 0 ? one.count / elements : 1
    let isWhole = elements > 0 && size * elements == one.count && size <= 8
    let width = isWhole ? size : 1
    return Tensor(
      name: name, shape: isWhole ? shape : [one.count],
      change: .values(
        TensorDifference(
          UnknownNumber.all(in: one, byteCount: width),
          UnknownNumber.all(in: other, byteCount: width))))
  }

  private static func narrow(
    _ name: String, as form: NarrowFloat.Form, _ one: SafetensorsFile, _ other: SafetensorsFile
  ) throws -> TensorDifference {
    func numbers(_ file: SafetensorsFile) throws -> [NarrowFloat] {
      try file.floats(name).map { NarrowFloat($0, as: form) }
    }
    return TensorDifference(try numbers(one), try numbers(other))
  }

  private static func text(_ form: (type: String, shape: [Int])) -> String {
    "\(form.type) \(form.shape)"
  }

  /// The pairs of the header that differ; a value that is JSON is looked into.
  private static func settings(
    _ one: [String: String], _ other: [String: String]
  ) -> [SettingDifference] {
    let keys = Set(one.keys).union(other.keys).subtracting(SafetensorsFile.checksumKeys)
    return keys.sorted().flatMap { key in
      SettingDifference.all(one[key].map(value), other[key].map(value), at: key)
    }
  }

  private static func value(_ text: String) -> JSON {
    (try? JSON(parsing: Array(text.utf8)[...])) ?? .string(text)
  }
}
