/// An HDF5 file, open for reading: the arrays of numbers that Keras and h5py write, by path.
///
/// Superblocks of versions 0 to 3, groups of the old and of the new style, and arrays whose
/// elements are contiguous or in their header, little-endian. Opening reads the structure; elements
/// are read on request. Attributes are passed over. Whatever else a file may have is an error of
/// the array that needs it. Source: The HDF Group, "HDF5 File Format Specification Version 3.0".
package struct HDF5File {
  /// The file's path.
  package var path: String { region.path }
  /// The paths of all groups, sorted; the root's is empty.
  package let groups: [String]
  /// The paths of all arrays, and of what else is no group, sorted: `layers/dense/vars/0`.
  package let names: [String]
  /// The names of the root's attributes that stand in its header.
  package let attributes: [String]

  private let region: ByteRegion
  /// The name of the member of an archive that the file is.
  private let member: String?
  /// A reader at the file's start, which has read nothing but the superblock.
  private let metadata: HDF5Metadata
  private let kinds: [String: HDF5Objects.Kind]

  /// Opens a file.
  ///
  /// - Throws: `DataFileError` or `FileError`.
  package init(_ path: String) throws { try self.init(ByteRegion(file: path), member: nil) }

  /// Opens a member of an archive, and compares its checksum.
  ///
  /// - Throws: `DataFileError` or `FileError`.
  package init(_ member: ZipArchive.Member, of archive: ZipArchive) throws {
    try self.init(ByteRegion(member, of: archive), member: member.name)
  }

  private init(_ region: ByteRegion, member: String?) throws {
    self.region = region
    self.member = member
    do {
      metadata = try HDF5Metadata(region)
      var reader = metadata
      let objects = try HDF5Objects(of: &reader)
      kinds = objects.kinds
      let paths = kinds.keys.sorted()
      groups = paths.filter { objects.isGroup($0) }
      names = paths.filter { !objects.isGroup($0) }
      attributes = objects.attributes
    } catch let error as DataFileError {
      throw member.map(error.inMember) ?? error
    }
  }

  /// Whether a file is one that begins behind a block of foreign bytes, which is not read here.
  ///
  /// - Throws: `FileError`.
  package static func hasUserBlock(_ file: borrowing FileDescriptor) throws -> Bool {
    for offset in HDF5Metadata.laterStarts(in: try file.byteCount())
    where try file.bytes(at: offset, count: HDF5Metadata.signature.count)
      == HDF5Metadata.signature
    {
      return true
    }
    return false
  }

  /// Whether there is an object of a path that is no group.
  package func contains(_ name: String) -> Bool {
    switch kinds[name] {
    case .array, .elsewhere: true
    case .group, nil: false
    }
  }

  /// Returns the array of a path.
  ///
  /// - Throws: `DataFileError` naming the object, where there is none or it is not read here.
  package func dataset(_ name: String) throws -> HDF5Dataset {
    switch kinds[name] {
    case .array(let address):
      do {
        let object = HDF5Object(file: path, path: name)
        var reader = metadata
        return try reader.dataset(object, reader.messages(at: address, of: object))
      } catch let error as DataFileError {
        throw member.map(error.inMember) ?? error
      }
    case .elsewhere(let kind): throw error(name, found: kind, expected: "an array")
    case .group: throw error(name, found: "a group", expected: "an array")
    case nil:
      throw error(
        name, found: "no such array",
        expected: NearNames.list(names, near: name, of: "array"))
    }
  }

  /// Returns an array's elements, row-major; half precision is widened exactly, double precision
  /// rounded to single.
  ///
  /// - Throws: `DataFileError` naming the object, also for whole numbers; or `FileError`.
  package func floats(_ name: String) throws -> [Float] {
    let dataset = try dataset(name)
    guard !dataset.type.isInteger else {
      throw error(
        name, found: "elements of type \(dataset.type.numPyName)",
        expected: "float32, float64 or float16")
    }
    return try unsafe [Float](unsafeUninitializedCapacity: dataset.elementCount) {
      buffer, filled in
      let floats = unsafe UnsafeMutableBufferPointer(rebasing: buffer[..<dataset.elementCount])
      if dataset.type == .float32, case .region(let offset) = dataset.storage {
        try unsafe region.read(into: UnsafeMutableRawBufferPointer(floats), at: offset)
      } else if let start = floats.baseAddress {
        let bytes = try bytes(dataset)
        unsafe bytes.withUnsafeBytes {
          unsafe ElementFormat(dataset.type).convert($0, into: start)
        }
      }
      filled = dataset.elementCount
    }
  }

  /// Returns an array's only element, a whole number.
  ///
  /// - Throws: `DataFileError` naming the object for any other array, or `FileError`.
  package func integer(_ name: String) throws -> Int {
    let dataset = try dataset(name)
    var value: Int?
    if dataset.elementCount == 1 {
      try unsafe bytes(dataset).withUnsafeBytes { bytes in
        unsafe ElementFormat(dataset.type).forEachInteger(in: bytes) { _, number in value = number }
      }
    }
    guard let value else {
      throw error(
        name, found: "\(dataset.type.numPyName) of shape \(dataset.shape)",
        expected: "one whole number below 2^63")
    }
    return value
  }

  /// An error of an object of the file.
  package func error(_ name: String, found: String, expected: String) -> DataFileError {
    let error = HDF5Object(file: path, path: name).error(found: found, expected: expected)
    return member.map(error.inMember) ?? error
  }

  private func bytes(_ dataset: HDF5Dataset) throws -> [UInt8] {
    switch dataset.storage {
    case .header(let bytes): Array(bytes)
    case .region(let offset):
      try region.bytes(at: offset, count: dataset.elementCount * dataset.type.byteCount)
    }
  }
}
