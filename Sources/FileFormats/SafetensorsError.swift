/// What is wrong with a safetensors file: where, what was found and what was expected.
public struct SafetensorsError: Error, Equatable, CustomStringConvertible {
  /// The kinds of damage, for callers that treat them differently.
  public enum Kind: Equatable, Sendable {
    /// The file ends too early.
    case truncated
    /// The file goes on after its last tensor.
    case trailingBytes
    /// The header's length, JSON or form is wrong.
    case malformedHeader
    /// A data type is not known, or its values cannot be read as floats.
    case dataType
    /// A shape is wrong, too large, or not the one asked for.
    case shape
    /// The tensors leave a hole, overlap, or do not have the size of their shape.
    case offsets
    /// A tensor that was asked for is not there.
    case missingTensor
    /// A number that was asked for is NaN or infinite.
    case notFinite
    /// A checksum is absent or differs.
    case checksum
  }

  /// The kind of damage.
  public let kind: Kind
  /// The file.
  public let path: String
  /// The part of the file: `header`, `data` or a tensor's name.
  public let part: String
  /// What was found there.
  public let found: String
  /// What was expected there.
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
  /// Names come out of the file, so they are shortened, and what could break the line stands as
  /// `?`.
  public var description: String {
    "\(path.onOneLine(limit: .max)): \(part.onOneLine()): found \(found.onOneLine()), "
      + "expected \(expected.onOneLine())"
  }
}
