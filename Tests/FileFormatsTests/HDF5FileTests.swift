import FileFormats
import TestSupport
import Testing

@Suite("HDF5File")
struct HDF5FileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func open(_ bytes: [UInt8]) throws -> HDF5File {
    try HDF5File(folder.write("a.h5", bytes))
  }

  private static let floats: [Float] = [1, -2.5, 3, 4, 5, 6]

  /// A file as h5py writes it: `layers/dense/vars/0`, `e/vars` without members, and a number.
  private static func fixture(isLatest: Bool) -> [UInt8] {
    var file = HDF5Fixture(isLatest: isLatest)
    let kernel = file.array(bytes(floats), shape: [2, 3])
    let count = file.array(
      bytes([7] as [Int64]), shape: [], type: HDF5Fixture.integer(8))
    let vars = file.group([("0", kernel), ("1", count)])
    let dense = file.group([("vars", vars)])
    let layers = file.group([("dense", dense)])
    let none = file.group([])
    let empty = file.group([("vars", none)])
    return file.file([("e", empty), ("layers", layers)])
  }

  private static func written() throws -> [UInt8] {
    var tree = HDF5Tree()
    try tree.addGroup("vars")
    try tree.add("layers/dense/vars/0", .floats(floats, shape: [2, 3]))
    try tree.add("layers/dense/vars/1", .integer(7))
    try tree.addGroup("e/vars")
    return tree.content.bytes
  }

  /// A file of each form, by a name.
  private static let files = [
    ("the old style", fixture(isLatest: false)), ("the new style", fixture(isLatest: true)),
    ("Lockstep's", (try? written()) ?? []),
  ]

  @Test("reads groups and arrays of every style", arguments: files.map(\.0))
  func reads(style: String) throws {
    let file = try open(#require(Self.files.first { $0.0 == style }?.1))
    #expect(file.names == ["layers/dense/vars/0", "layers/dense/vars/1"])
    #expect(
      file.groups.filter { $0 != "vars" }
        == ["", "e", "e/vars", "layers", "layers/dense", "layers/dense/vars"])
    #expect(try file.dataset("layers/dense/vars/0").shape == [2, 3])
    #expect(try file.floats("layers/dense/vars/0") == Self.floats)
    #expect(try file.integer("layers/dense/vars/1") == 7)
    #expect(file.contains("layers/dense/vars/0") && !file.contains("layers"))
  }

  /// A small file is read at once, a large one where it is asked for.
  @Test("reads files of about 64 KiB", arguments: 0..<4)
  func sizes(extra: Int) throws {
    var tree = HDF5Tree()
    let floats = (0..<(1 << 14) - 400 + 200 * extra).map { Float($0) }
    try tree.add("a/b", .floats(floats, shape: [floats.count]))
    let bytes = tree.content.bytes
    #expect((bytes.count > 1 << 16) == (extra > 1))
    #expect(try open(bytes).floats("a/b") == floats)
    #expect(throws: DataFileError.self) { try open(Array(bytes.dropLast())) }
  }

  @Test("is refused where it was cut short, at any length", arguments: files.map(\.0))
  func truncated(style: String) throws {
    let bytes = try #require(Self.files.first { $0.0 == style }?.1)
    for count in 0..<bytes.count {
      #expect(throws: DataFileError.self, "\(count) bytes") {
        try open(Array(bytes.prefix(count)))
      }
    }
  }

  /// Behind the checksums of the new style other bytes are other elements.
  @Test("with any byte changed is read, or refused in one line", arguments: files.map(\.0))
  func changed(style: String) throws {
    let bytes = try #require(Self.files.first { $0.0 == style }?.1)
    for index in bytes.indices {
      for value in [bytes[index] ^ 0x81, 0xFF] {
        var changed = bytes
        changed[index] = value
        do {
          let file = try open(changed)
          for name in file.names {
            let dataset = try file.dataset(name)
            let count = try? file.floats(name).count
            #expect(count == nil || count == dataset.elementCount, "byte \(index)")
          }
        } catch let error as DataFileError {
          #expect(!error.description.contains("\n"))
        }
      }
    }
  }

  @Test("converts numbers of other sizes")
  func types() throws {
    var file = HDF5Fixture()
    let half = file.array(
      bytes([0x3C00, 0xC100] as [UInt16]), shape: [2], type: HDF5Fixture.float(2))
    let double = file.array(bytes([0.1] as [Double]), shape: [], type: HDF5Fixture.float(8))
    let small = file.array(bytes([-3] as [Int32]), shape: [1], type: HDF5Fixture.integer(4))
    let none = file.array([], shape: [0, 3])
    let inHeader = file.header([
      HDF5Fixture.shape([1]), HDF5Fixture.Message(0x03, HDF5Fixture.float(4)),
      HDF5Fixture.Message(0x08, [3, 0, 4, 0] + bytes([2] as [Float])),
    ])
    let root = file.group([
      ("a", half), ("b", double), ("c", small), ("d", none), ("e", inHeader),
    ])
    let found = try open(file.file(root: root))
    #expect(try found.floats("a") == [1, -2.5])
    #expect(try found.floats("b") == [0.1])
    #expect(try found.integer("c") == -3)
    #expect(try found.floats("d").isEmpty)
    #expect(try found.floats("e") == [2])
  }

  /// What is not read, by the messages of an array's header, and words of the error.
  private static let unread: [([HDF5Fixture.Message], String)] = [
    (
      [HDF5Fixture.shape([1]), .init(0x03, HDF5Fixture.float(4, isBigEndian: true))],
      "big-endian numbers of 4 bytes"
    ),
    ([HDF5Fixture.shape([1]), .init(0x03, [0x13, 0, 0, 0, 4, 0, 0, 0])], "texts"),
    ([HDF5Fixture.shape([1]), .init(0x03, HDF5Fixture.integer(3))], "whole numbers of 3 bytes"),
    (
      [HDF5Fixture.shape([1]), .init(0x03, HDF5Fixture.float(4)), .init(0x08, [3, 2, 2])],
      "elements in chunks"
    ),
    (
      [
        HDF5Fixture.shape([1]), .init(0x03, HDF5Fixture.float(4)),
        .init(0x08, [3, 1] + [UInt8](repeating: 0xFF, count: 8) + bytes([4] as [Int64])),
      ], "never written"
    ),
    (
      [
        HDF5Fixture.shape([2]), .init(0x03, HDF5Fixture.float(4)),
        .init(0x08, [3, 1] + bytes([96, 4] as [Int64])),
      ], "found 4 bytes of elements; expected 8"
    ),
    (
      [
        HDF5Fixture.shape([2]), .init(0x03, HDF5Fixture.float(4)),
        .init(0x08, [3, 1] + bytes([1 << 40, 8] as [Int64])),
      ], "8 bytes from 1099511627776 on"
    ),
    (
      [HDF5Fixture.shape([1 << 40, 1 << 40]), .init(0x03, HDF5Fixture.float(4))],
      "fewer than 2^62 bytes"
    ),
    ([.init(0x07, [])], "elements in other files"), ([], "no type"),
  ]

  @Test("names an array that is not read, and reads the others", arguments: unread.indices)
  func others(index: Int) throws {
    let (messages, words) = Self.unread[index]
    var file = HDF5Fixture()
    let members = [
      ("other", file.header(messages)), ("good", file.array(bytes([1] as [Float]), shape: [1])),
    ]
    let found = try open(file.file([("vars", file.group(members))]))
    #expect(try found.floats("vars/good") == [1])
    let error = #expect(throws: DataFileError.self) { try found.floats("vars/other") }
    let text = error?.description ?? ""
    #expect(text.contains("a.h5: vars/other") && text.contains(words), "\(text)")
  }

  @Test("says which names are near one that is missing")
  func missing() throws {
    let file = try open(Self.written())
    let error = #expect(throws: DataFileError.self) { try file.floats("layers/dense_1/vars/0") }
    #expect(
      error?.description.hasSuffix(
        "a.h5: layers/dense_1/vars/0: found no such array; expected one of the file's 2: "
          + "layers/dense/vars/0, layers/dense/vars/1") == true)
    #expect(throws: DataFileError.self) { try file.integer("layers/dense/vars/0") }
    #expect(throws: DataFileError.self) { try file.floats("layers/dense/vars/1") }
    #expect(throws: DataFileError.self) { try file.floats("layers/dense") }
  }

  @Test("is refused with loops, hard links, and links in a heap")
  func links() throws {
    func refusal(_ bytes: [UInt8]) throws -> String {
      (#expect(throws: DataFileError.self) { try open(bytes) })?.description ?? ""
    }
    var file = HDF5Fixture()
    let array = file.array(bytes([1] as [Float]), shape: [1])
    #expect(
      try refusal(file.file([("a", array), ("b", array)]))
        .contains("b: found a second way"))
    file = HDF5Fixture()
    let marked = "a" + String(repeating: "\u{301}\u{316}", count: 20)
    let element = file.array(bytes([1] as [Float]), shape: [1])
    #expect(
      try refusal(file.file([(marked, element)])).contains("at most 30 combining marks in a row"))

    var dense = HDF5Fixture(isLatest: true)
    let info = dense.header([.init(0x02, [0, 0] + bytes([96, 96] as [Int64]))])
    #expect(try refusal(dense.file(root: info)).contains("links in a heap"))

    // A group that is its own member, and a tree that is its own child.
    var loop = HDF5Fixture(isLatest: true)
    let next = loop.bytes.count
    let root = loop.group([("a", next)])
    #expect(root == next)
    #expect(try refusal(loop.file(root: root)).contains("a: found a second way"))
    var tree = HDF5Fixture()
    let heap = tree.place(
      Array("HEAP".utf8) + [0, 0, 0, 0] + bytes([0, -1, 0] as [Int64]))
    let node = tree.place(HDF5Fixture.tree([tree.bytes.count], level: 1))
    let symbols = tree.header([.init(0x11, bytes([Int64(node), Int64(heap)]))])
    #expect(try refusal(tree.file(root: symbols)).contains("second way"))

    var deep = HDF5Fixture()
    var group = deep.group([])
    for _ in 0..<100 { group = deep.group([("a", group)]) }
    #expect(try refusal(deep.file(root: group)).contains("less than 64 deep"))
  }

  @Test("is told from other files, and from those of another version")
  func otherFiles() throws {
    let error = #expect(throws: DataFileError.self) { try open(Array("\u{1F}".utf8)) }
    #expect(error?.expected == "an HDF5 file")
    for count in [512, 2048] {
      let bytes = [UInt8](repeating: 0x20, count: count) + (try Self.written())
      let error = #expect(throws: DataFileError.self) { try open(bytes) }
      #expect(error?.found == "a user block of \(count) bytes before an HDF5 file")
    }
    for (index, words) in [(8, "a superblock of version 9"), (13, "addresses of 9")] {
      var bytes = try Self.written()
      bytes[index] = 9
      let error = #expect(throws: DataFileError.self) { try open(bytes) }
      #expect(error?.description.contains(words) == true)
    }
  }
}
