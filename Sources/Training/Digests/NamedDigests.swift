import FileFormats

/// The digests of tensors by their names.
///
/// A step's digests are made and written for every step: names are sorted and quoted once.
package struct NamedDigests: Sendable, Equatable {
  /// The tensors' names, sorted by their UTF-8 bytes.
  package struct Names: Sendable, Equatable {
    package let sorted: [String]
    /// The place of each name in the order in which they were given.
    let places: [Int]
    /// The names as members of a JSON object begin with them.
    fileprivate let quoted: [[UInt8]]

    init(_ names: [String]) {
      places = names.indices.sorted {
        names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8)
      }
      sorted = places.map { names[$0] }
      quoted = sorted.map { JSON.string($0).serializedBytes() + [UInt8(ascii: ":")] }
    }

    package static func == (one: Names, other: Names) -> Bool { one.sorted == other.sorted }
  }

  package let names: Names
  private let digests: [TensorDigest]

  /// The digests of tensors in the order of their sorted names.
  init(_ names: Names, _ digests: [TensorDigest]) {
    self.names = names
    self.digests = digests
  }

  /// The digests of a dictionary.
  init(_ digests: [String: TensorDigest]) {
    let pairs = Array(digests)
    names = Names(pairs.map(\.key))
    self.digests = names.places.map { pairs[$0].value }
  }

  /// The digest of a tensor; nil where there is none of that name.
  package subscript(name: String) -> TensorDigest? {
    names.sorted.firstIndex(of: name).map { digests[$0] }
  }

  /// Appends the JSON object of the digests.
  func appendSerialized(to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "{"))
    for (index, digest) in digests.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += names.quoted[index]
      bytes.append(UInt8(ascii: "\""))
      bytes += digest.text.utf8
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: "}"))
  }
}
