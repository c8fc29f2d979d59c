/// An error in a safetensors file: where, what was found and what was expected.
public struct SafetensorsError: Error, Equatable, CustomStringConvertible {
  /// The kinds of errors.
  public enum Kind: Equatable, Sendable {
    /// The file ends too early.
    case truncated
    /// The file has bytes after its last tensor.
    case trailingBytes
    /// The header's length, JSON or form is wrong.
    case malformedHeader
    /// A data type is unknown, or not convertible to floats.
    case dataType
    /// A shape is wrong, too large, or not the expected one.
    case shape
    /// The tensors leave gaps, overlap, or do not have the size of their shape.
    case offsets
    /// A requested tensor does not exist.
    case missingTensor
    /// A number that was asked for is NaN or infinite.
    case notFinite
    /// A checksum is absent or differs.
    case checksum
  }

  /// The kind of error.
  public let kind: Kind
  /// The file.
  public let path: String
  /// The part of the file: `header`, `data` or a tensor's name.
  public let part: String
  /// The value found.
  public let found: String
  /// The value expected.
  public let expected: String

  /// Creates an error.
  public init(_ kind: Kind, path: String, part: String, found: String, expected: String) {
    self.kind = kind
    self.path = path
    self.part = part
    self.found = found
    self.expected = expected
  }

  /// One line: path, part, found and expected.
  ///
  /// Names come from the file, so they are shortened, and characters that could break the line are
  /// replaced by `?`.
  public var description: String {
    "\(path.onOneLine(limit: .max)): \(part.onOneLine()): found \(found.onOneLine()), "
      + "expected \(expected.onOneLine())"
  }
}
