#if _endian(big)
  #error("safetensors holds little-endian numbers, which this reader takes as they are")
#endif

/// A safetensors file, open for reading.
///
/// Opening checks the whole header against the file's size; values are read on request. The file
/// stays open, so a file that is replaced meanwhile is still read as it was.
public struct SafetensorsFile: Sendable {
  /// The type of a tensor's elements, spelled as in the file.
  public enum DType: String, CaseIterable, Sendable {
    /// One byte, 0 or 1.
    case bool = "BOOL"
    /// An unsigned byte.
    case uint8 = "U8"
    /// A signed byte.
    case int8 = "I8"
    /// A signed integer of two bytes.
    case int16 = "I16"
    /// An unsigned integer of two bytes.
    case uint16 = "U16"
    /// IEEE 754 half precision.
    case float16 = "F16"
    /// The upper half of a single-precision number.
    case bfloat16 = "BF16"
    /// A signed integer of four bytes.
    case int32 = "I32"
    /// An unsigned integer of four bytes.
    case uint32 = "U32"
    /// IEEE 754 single precision.
    case float32 = "F32"
    /// IEEE 754 double precision.
    case float64 = "F64"
    /// A signed integer of eight bytes.
    case int64 = "I64"
    /// An unsigned integer of eight bytes.
    case uint64 = "U64"

    /// The size of one element in bytes.
    public var byteCount: Int {
      switch self {
      case .bool, .uint8, .int8: 1
      case .int16, .uint16, .float16, .bfloat16: 2
      case .int32, .uint32, .float32: 4
      case .float64, .int64, .uint64: 8
      }
    }
  }

  /// The name, shape and byte range of one tensor.
  public struct Tensor: Equatable, Sendable {
    /// The tensor's name.
    public let name: String
    /// The sizes of its dimensions, outermost first; empty for a scalar.
    public let shape: [Int]
    /// The type of its elements.
    public let dtype: DType
    /// The range of its bytes, relative to the end of the header.
    public let byteRange: Range<Int>

    /// The number of its elements.
    public var elementCount: Int { byteRange.count / dtype.byteCount }
  }

  /// What the header says of a tensor whose type this program does not know.
  struct UnknownTensor: Sendable {
    /// The type, as the file names it.
    let type: String
    let shape: [Int]
    /// The range of its bytes, relative to the end of the header.
    let byteRange: Range<Int>
  }

  /// The file's path.
  public let path: String
  /// The free text pairs of the header.
  public let metadata: [String: String]
  /// The tensors, in the order of their bytes in the file.
  public let tensors: [Tensor]

  let file: OpenFile
  let headerBytes: [UInt8]
  private let positions: [String: Int]
  let unknown: [String: UnknownTensor]

  /// Opens a file and checks its header; tensors of types that are not known are passed over.
  ///
  /// - Throws: `FileError` or `SafetensorsError`.
  public init(_ path: String) throws {
    file = OpenFile(try FileDescriptor(reading: path))
    let header = try SafetensorsHeader(of: file.descriptor)
    self.path = path
    metadata = header.metadata
    tensors = header.tensors
    headerBytes = header.bytes
    unknown = header.unknown
    positions = Dictionary(
      uniqueKeysWithValues: header.tensors.enumerated().map { ($1.name, $0) })
  }

  /// Returns the tensor with a name.
  ///
  /// - Throws: `SafetensorsError` if there is none, or its type is not known.
  public func tensor(_ name: String) throws(SafetensorsError) -> Tensor {
    if let tensor = unknown[name] { throw notFloatingPoint(name, tensor.type) }
    guard let position = positions[name] else {
      throw SafetensorsError(
        .missingTensor, path: path, part: name, found: "no such tensor",
        expected: NearNames.list(tensors.map(\.name), near: name, of: "tensor"))
    }
    return tensors[position]
  }

  /// The names of all tensors, those of unknown types last.
  package var names: [String] { tensors.map(\.name) + unknown.keys.sorted() }

  /// Returns whether a tensor with that name exists.
  public func contains(_ name: String) -> Bool {
    positions[name] != nil || unknown[name] != nil
  }
}

/// The shared owner of an open file, which is closed with the last copy of the value.
final class OpenFile: Sendable {
  let descriptor: FileDescriptor

  init(_ descriptor: consuming FileDescriptor) {
    self.descriptor = descriptor
  }
}
