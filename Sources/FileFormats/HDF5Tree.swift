/// A tree of groups and arrays, which is written as an HDF5 file.
///
/// The file has the oldest superblock and object headers, and links as messages: every version of
/// HDF5 since 1.8 reads it. The same tree gives the same bytes. Source: The HDF Group, "HDF5 File
/// Format Specification Version 3.0", section II.A.
package struct HDF5Tree {
  private indirect enum Node {
    case group([String: Node])
    case array(HDF5Array)
  }

  private var root: [String: Node] = [:]

  private static let superblockSize = 96
  /// A link's name has its length in one byte.
  private static let maximumNameByteCount = 255

  /// Creates a tree of one empty group.
  package init() {}

  /// Adds an array, and the groups on its path that are not there yet.
  ///
  /// - Parameters:
  ///   - path: The names of the groups and of the array: `layers/dense/vars/0`.
  ///   - array: The array.
  /// - Throws: `HDF5TreeError` for a path that is taken, or a name that a link cannot have.
  package mutating func add(_ path: String, _ array: HDF5Array) throws(HDF5TreeError) {
    try Self.add(path.split(separator: "/")[...], .array(array), to: &root)
  }

  /// Adds a group, and those on its path, where they are not there yet.
  ///
  /// - Throws: `HDF5TreeError` where there is an array, or for a name that a link cannot have.
  package mutating func addGroup(_ path: String) throws(HDF5TreeError) {
    try Self.add(path.split(separator: "/")[...], .group([:]), to: &root)
  }

  private static func add(
    _ path: ArraySlice<Substring>, _ node: Node, to group: inout [String: Node]
  ) throws(HDF5TreeError) {
    let name = String(path.first ?? "")
    guard (1...maximumNameByteCount).contains(name.utf8.count) else { throw .name(name) }
    switch (group[name], node) {
    case (.array, _): throw .taken(name)
    case (let known, _) where path.count > 1:
      var members: [String: Node] = [:]
      if case .group(let group)? = known { members = group }
      try add(path.dropFirst(), node, to: &members)
      group[name] = .group(members)
    case (nil, _): group[name] = node
    case (.group, .group): break
    case (.group, .array): throw .taken(name)
    }
  }

  /// The bytes of the file: the superblock, the arrays' elements, and the headers of all objects,
  /// each behind those that it refers to, the root last.
  package var content: FileContent {
    var layout = Layout(headersAt: Self.superblockSize + Self.dataByteCount(root))
    let address = layout.add(root)
    var content = FileContent(
      Self.superblock(root: address, byteCount: layout.headersAt + layout.headers.count))
    content.append(layout.data)
    content.append(layout.headers)
    return content
  }

  /// A group's members in the order of their names' bytes.
  private static func sorted(_ group: [String: Node]) -> [(key: String, value: Node)] {
    group.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  private static func dataByteCount(_ group: [String: Node]) -> Int {
    group.values.reduce(0) { sum, node in
      switch node {
      case .group(let members): sum + dataByteCount(members)
      case .array(let array): sum + (array.content.byteCount + 7) / 8 * 8
      }
    }
  }

  /// The addresses of what has been placed.
  private struct Layout {
    /// Where the headers begin, in bytes from the file's start.
    let headersAt: Int
    var data = FileContent()
    var headers: [UInt8] = []

    init(headersAt: Int) { self.headersAt = headersAt }

    /// Places a group behind its members, and returns its header's address.
    mutating func add(_ group: [String: Node]) -> Int {
      let members = HDF5Tree.sorted(group).map { name, node in
        switch node {
        case .group(let members): (name, add(members))
        case .array(let array): (name, add(array))
        }
      }
      return add(HDF5Header(groupOf: members))
    }

    private mutating func add(_ array: HDF5Array) -> Int {
      let address = HDF5Tree.superblockSize + data.byteCount
      let content = array.content
      data.append(content)
      data.append([UInt8](repeating: 0, count: (8 - content.byteCount % 8) % 8))
      return add(HDF5Header(of: array, at: address))
    }

    private mutating func add(_ header: HDF5Header) -> Int {
      defer { headers += header.bytes }
      return headersAt + headers.count
    }
  }

  /// The superblock, version 0.
  private static func superblock(root: Int, byteCount: Int) -> [UInt8] {
    var bytes: [UInt8] = [0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A]
    // The versions of superblock, free space, root entry and shared headers; sizes of offsets and
    // lengths.
    bytes += [0, 0, 0, 0, 0, 8, 8, 0]
    // How wide trees of symbols are, of which there are none.
    bytes.append(littleEndian: UInt16(4))
    bytes.append(littleEndian: UInt16(16))
    bytes.append(littleEndian: UInt32(0))
    // The base address; no free space; the file's end; no driver.
    bytes.append(littleEndian: UInt64(0))
    bytes += HDF5Header.undefined
    bytes.append(littleEndian: UInt64(byteCount))
    bytes += HDF5Header.undefined
    // The root's entry: no name, the header's address, nothing cached.
    bytes.append(littleEndian: UInt64(0))
    bytes.append(littleEndian: UInt64(root))
    bytes += [UInt8](repeating: 0, count: 24)
    return bytes
  }
}

/// Why a path cannot be added to a tree.
package enum HDF5TreeError: Error, Equatable, CustomStringConvertible {
  /// A name that a link cannot have.
  case name(String)
  /// A name that an array, or a group in an array's place, has already.
  case taken(String)

  /// One line: what was found and what was expected.
  package var description: String {
    switch self {
    case .name(let name):
      "found a name of \(name.utf8.count) bytes for an HDF5 file; expected 1 to 255"
    case .taken(let name):
      "found the name \(name.onOneLine()) twice for an HDF5 file; expected each once"
    }
  }
}
