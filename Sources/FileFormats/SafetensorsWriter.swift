/// A writer of named tensors to a safetensors file.
///
/// The same content gives the same bytes: tensors and keys are sorted by their names' UTF-8 bytes,
/// and the header is padded with spaces to a multiple of eight.
public struct SafetensorsWriter {
  @safe
  private enum Values {
    case owned([Float])
    case borrowed([UnsafeBufferPointer<Float>])
  }

  private struct Entry {
    let name: String
    let shape: [Int]
    let values: Values

    /// Calls `body` with the elements' bytes, piece by piece.
    func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
      switch values {
      case .owned(let array): try unsafe array.withUnsafeBytes(body)
      case .borrowed(let pieces):
        try unsafe pieces.forEach { try unsafe body(UnsafeRawBufferPointer($0)) }
      }
    }
  }

  private let metadata: [String: String]
  private let checksums: Bool
  private var entries: [Entry] = []
  private var names: Set<String> = []

  /// Creates a writer without tensors.
  ///
  /// - Parameters:
  ///   - metadata: Free text pairs for the header. With checksums, the keys `checksums` and
  ///     `headerChecksum` are the writer's own.
  ///   - checksums: Whether to write the checksums that `SafetensorsFile(verifying:)` checks.
  public init(metadata: [String: String] = [:], checksums: Bool = false) {
    precondition(
      !checksums
        || metadata[SafetensorsChecksums.tensorsKey] == nil
          && metadata[SafetensorsChecksums.headerKey] == nil,
      "the metadata keys checksums and headerChecksum are the writer's own")
    self.metadata = metadata
    self.checksums = checksums
  }

  /// Adds a tensor of the given shape, row-major.
  ///
  /// - Precondition: The name is new and not `__metadata__`; the shape's product is the count.
  public mutating func add(_ name: String, shape: [Int], _ values: [Float]) {
    check(name, shape, count: values.count)
    entries.append(Entry(name: name, shape: shape, values: .owned(values)))
  }

  /// Adds a tensor of consecutive borrowed pieces, which are not copied.
  ///
  /// The memory must stay valid until `write(to:)` has returned.
  ///
  /// - Precondition: The name is new and not `__metadata__`; the shape's product is the count.
  public mutating func add(
    _ name: String, shape: [Int], borrowing pieces: [UnsafeBufferPointer<Float>]
  ) {
    unsafe check(name, shape, count: pieces.reduce(0) { $0 + $1.count })
    unsafe entries.append(Entry(name: name, shape: shape, values: .borrowed(pieces)))
  }

  /// Writes the file atomically.
  ///
  /// - Parameters:
  ///   - path: The file to create or replace.
  ///   - reached: Called at the end of each stage; see `AtomicFile`.
  /// - Throws: `FileError`, or what `reached` throws; unless the file is already renamed, the path
  ///   is then unchanged.
  public func write(
    to path: String, reached: (AtomicFile.Stage) throws -> Void = { _ in }
  ) throws {
    let sorted = sortedEntries
    let header = header(of: sorted, checksums: checksums)
    try AtomicFile.write(to: path, reached: reached) { file in
      try file.write(header)
      for entry in sorted {
        try unsafe entry.forEachPiece { bytes in try unsafe file.write(bytes) }
      }
    }
  }

  private mutating func check(_ name: String, _ shape: [Int], count: Int) {
    precondition(
      name != "__metadata__" && names.insert(name).inserted, "the name \"\(name)\" is taken")
    precondition(
      shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == count,
      "\(name): shape \(shape) for \(count) elements")
  }

  /// Checks that a file of such tensors, which are yet to be made, could be read: that no name is
  /// taken twice, and that the header stays within what readers accept.
  ///
  /// - Throws: `SafetensorsError` naming the path.
  package static func check(
    _ tensors: [(name: String, shape: [Int])], metadata: [String: String], path: String
  ) throws {
    var writer = SafetensorsWriter(metadata: metadata)
    for tensor in tensors {
      guard tensor.name != "__metadata__", writer.names.insert(tensor.name).inserted else {
        throw SafetensorsError(
          .malformedHeader, path: path, part: tensor.name, found: "two tensors of this name",
          expected: "each name once")
      }
      writer.entries.append(Entry(name: tensor.name, shape: tensor.shape, values: .owned([])))
    }
    let bytes = writer.header(of: writer.sortedEntries, checksums: true)
    let count = tensors.reduce(0) { $0 + $1.shape.reduce(MemoryLayout<Float>.stride, *) }
    let header = try SafetensorsHeader(path: path, bytes: bytes, dataByteCount: count)
    _ = try SafetensorsChecksums.members(header.metadata, path: path)
  }

  private var sortedEntries: [Entry] {
    entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// The eight length bytes and the header.
  private func header(of sorted: [Entry], checksums: Bool) -> [UInt8] {
    var members: [String: JSON] = [:]
    var sums: [String: JSON] = [:]
    var offset = 0
    for entry in sorted {
      var sum = CRC32()
      if checksums {
        unsafe entry.forEachPiece { bytes in unsafe sum.update(bytes) }
        sums[entry.name] = .string(sum.hexadecimal)
      }
      let end = offset + entry.shape.reduce(1, *) * MemoryLayout<Float>.stride
      members[entry.name] = [
        "dtype": "F32", "shape": .array(entry.shape.map { .integer($0) }),
        "data_offsets": [.integer(offset), .integer(end)],
      ]
      offset = end
    }
    var pairs = metadata
    if checksums {
      pairs[SafetensorsChecksums.tensorsKey] = JSON.object(sums).serialized()
      pairs[SafetensorsChecksums.headerKey] = SafetensorsChecksums.placeholder
    }
    if !pairs.isEmpty { members["__metadata__"] = .object(pairs.mapValues { .string($0) }) }

    var text = JSON.object(members).serializedBytes()
    text += [UInt8](repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) } + text
    if checksums, let digits = SafetensorsChecksums.digits(in: bytes) {
      bytes.replaceSubrange(digits, with: Array(CRC32(bytes).hexadecimal.utf8))
    }
    return bytes
  }
}
