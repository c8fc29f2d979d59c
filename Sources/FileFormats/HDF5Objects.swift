/// All objects of an HDF5 file by their paths.
struct HDF5Objects {
  /// What is under a path.
  enum Kind {
    case group
    /// An array, or something else that has its header at an address.
    case array(Int)
    /// Something that is not in the file, or not under this path, as a noun phrase.
    case elsewhere(String)
  }

  /// The objects; the root's path is empty.
  private(set) var kinds: [String: Kind] = [:]
  /// The names of the root's attributes that stand in its header.
  private(set) var attributes: [String] = []

  /// More than models are deep; each level takes some of this thread's stack.
  private static let maximumDepth = 64
  /// Longer names than Keras gives; those of strangers would keep a dictionary busy.
  private static let maximumNameByteCount = 255
  /// More variables than models have, and few enough for their names to be kept.
  private static let maximumCount = 100_000

  /// Reads all objects.
  ///
  /// - Throws: `DataFileError` or `FileError`.
  init(of metadata: inout HDF5Metadata) throws {
    let root = HDF5Object(file: metadata.region.path, path: "")
    let messages = try metadata.messages(at: metadata.root, of: root)
    guard let members = try metadata.members(of: root, messages) else {
      throw root.error(found: "no group", expected: "the root, which is one")
    }
    attributes = messages.filter { $0.kind == .attribute }.compactMap(\.attributeName)
    try add(members, of: root, depth: 1, &metadata)
  }

  /// Whether there is a group of a path.
  func isGroup(_ path: String) -> Bool {
    if case .group = kinds[path] { true } else { false }
  }

  /// Adds a group and its members.
  private mutating func add(
    _ members: [HDF5Member], of group: HDF5Object, depth: Int, _ metadata: inout HDF5Metadata
  ) throws {
    kinds[group.path] = .group
    for member in members {
      let path = group.path.isEmpty ? member.name : "\(group.path)/\(member.name)"
      let object = HDF5Object(file: group.file, path: path)
      try metadata.spend(path.utf8.count, on: group)
      guard (1...Self.maximumNameByteCount).contains(member.name.utf8.count),
        !member.name.utf8.contains(UInt8(ascii: "/")), CombiningMarks.areFew(in: member.name),
        kinds[path] == nil
      else {
        throw group.error(
          found: "the name \(member.name.onOneLine(limit: 60)) of a member",
          expected: "each name once, of 1 to 255 bytes, without a slash and with at most "
            + "\(CombiningMarks.streamSafeRun) combining marks in a row")
      }
      guard kinds.count < Self.maximumCount, depth < Self.maximumDepth else {
        throw group.error(
          found: "more than \(kinds.count) objects, \(depth) deep",
          expected: "at most \(Self.maximumCount), less than \(Self.maximumDepth) deep")
      }
      try add(member, as: object, depth: depth, &metadata)
    }
  }

  private mutating func add(
    _ member: HDF5Member, as object: HDF5Object, depth: Int, _ metadata: inout HDF5Metadata
  ) throws {
    switch member.target {
    case .elsewhere(let kind): kinds[object.path] = .elsewhere(kind)
    case .object(let address):
      let messages = try metadata.messages(at: address, of: object)
      if let members = try metadata.members(of: object, messages) {
        try add(members, of: object, depth: depth + 1, &metadata)
      } else {
        kinds[object.path] = .array(address)
      }
    }
  }
}

extension HDF5Message {
  /// The name of an attribute; nil where its message is not understood.
  ///
  /// Source: "HDF5 File Format Specification Version 3.0", section IV.A.2.m.
  fileprivate var attributeName: String? {
    var block = content
    guard let version = try? block.number(1), (1...3).contains(version),
      (try? block.skip(1)) != nil, let length = try? block.number(2),
      // The sizes of type and shape; in version 3 the name's encoding.
      (try? block.skip(version == 3 ? 5 : 4)) != nil, let name = try? block.next(length)
    else { return nil }
    let text = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    return CombiningMarks.areFew(in: text) ? text : nil
  }
}
