import FileFormats

/// What is wrong with an IDX file: the file, what was found and what was expected.
package enum IDXError: Error, Equatable, CustomStringConvertible {
  /// The file does not start with the magic number of its kind.
  case wrongMagic(path: String, found: UInt32, expected: UInt32)
  /// The file, or what was inflated from it, is of another kind altogether.
  case otherKind(path: String, found: String)
  /// The content, after inflating, ends too early.
  case truncated(path: String, found: Int, expected: Int)
  /// The content, after inflating, goes on after the last element.
  case trailingBytes(path: String, expected: Int)
  /// The header promises more than a file of this size can hold.
  case tooLarge(path: String, dimensions: [Int], limit: Int)
  /// The header states a size of 0.
  case empty(path: String, dimensions: [Int])
  /// Two files that belong together have different counts.
  case countMismatch(path: String, found: Int, expected: Int)
  /// Two files that belong together have different image sizes.
  case shapeMismatch(path: String, found: [Int], expected: [Int])
  /// A label is not below the number of classes.
  case labelOutOfRange(path: String, index: Int, found: Int, classCount: Int)
  /// The file is not the one whose header was read before.
  case changed(path: String)

  /// The file.
  package var path: String {
    switch self {
    case .wrongMagic(let path, _, _), .otherKind(let path, _), .truncated(let path, _, _),
      .trailingBytes(let path, _),
      .tooLarge(let path, _, _), .countMismatch(let path, _, _), .shapeMismatch(let path, _, _),
      .labelOutOfRange(let path, _, _, _), .empty(let path, _), .changed(let path):
      path
    }
  }

  /// One line: path, found, expected and what to do.
  package var description: String {
    switch self {
    case .wrongMagic(let path, let found, let expected):
      "\(path): found \(Self.meaning(of: found)); expected \(Self.meaning(of: expected)); is "
        + "this the right file?"
    case .otherKind(let path, let found):
      "\(path): found \(found); expected an IDX file; fetch the file again"
    case .truncated(let path, let found, let expected):
      "\(path): found \(found) bytes, expected \(expected); fetch the file again"
    case .trailingBytes(let path, let expected):
      "\(path): found more bytes than the \(expected) expected; fetch the file again"
    case .tooLarge(let path, let dimensions, let limit):
      "\(path): found dimensions \(dimensions), expected at most \(limit) bytes in a file of "
        + "this size; fetch the file again"
    case .empty(let path, let dimensions):
      "\(path): found dimensions \(dimensions), expected sizes above 0; fetch the file again"
    case .countMismatch(let path, let found, let expected):
      "\(path): found \(found) items, expected \(expected) as in the file that goes with it"
    case .shapeMismatch(let path, let found, let expected):
      "\(path): found \(found.count + 1) dimensions, images of \(found); expected "
        + "\(expected.count + 1), images of \(expected), as in the training images"
    case .labelOutOfRange(let path, let index, let found, let classCount):
      "\(path): label \(index) is \(found), expected 0 to \(classCount - 1)"
    case .changed(let path):
      "\(path): found another header than a moment ago, expected a file at rest; start again"
    }
  }

  /// What a magic number says: the type of the elements and the number of dimensions.
  private static func meaning(of magic: UInt32) -> String {
    let number = "magic number 0x\(magic.hexadecimal)"
    let types: [UInt32: String] = [
      0x08: "unsigned bytes", 0x09: "signed bytes", 0x0B: "integers of 2 bytes",
      0x0C: "integers of 4 bytes", 0x0D: "floats", 0x0E: "doubles",
    ]
    func meaning(_ magic: UInt32) -> String? {
      let rank = magic & 0xFF
      guard (1...8).contains(rank) else { return nil }
      return types[magic >> 8].map { "\($0) in \(rank) dimension\(rank == 1 ? "" : "s")" }
    }
    return if let meaning = meaning(magic) {
      "\(number), \(meaning)"
    } else if let meaning = meaning(magic.byteSwapped) {
      "\(number), little-endian for \(meaning)"
    } else { number }
  }
}
