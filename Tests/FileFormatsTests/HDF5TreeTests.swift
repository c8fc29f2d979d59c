import FileFormats
import TestSupport
import Testing

@Suite("HDF5Tree")
struct HDF5TreeTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func written(_ tree: HDF5Tree) throws -> String {
    let path = try folder.write("a.h5", [])
    try tree.content.write(to: path)
    return path
  }

  @Test("has groups and arrays where they were added")
  func groups() throws {
    var tree = HDF5Tree()
    try tree.addGroup("vars")
    try tree.add("layers/dense/vars/0", .floats([1, -2.5, 3, 4, 5, 6], shape: [2, 3]))
    try tree.add("layers/dense/vars/1", .floats([7, 8, 9], shape: [3]))
    try tree.addGroup("layers/dense/vars")
    try tree.add("optimizer/vars/0", .integer(-3))
    try tree.add("optimizer/vars/1", .floats([0.5], shape: []))
    let file = try HDF5File(written(tree))
    #expect(
      file.groups == [
        "", "layers", "layers/dense", "layers/dense/vars", "optimizer", "optimizer/vars", "vars",
      ])
    #expect(
      file.names == [
        "layers/dense/vars/0", "layers/dense/vars/1", "optimizer/vars/0", "optimizer/vars/1",
      ])
    #expect(try file.dataset("layers/dense/vars/0").shape == [2, 3])
    #expect(try file.floats("layers/dense/vars/0") == [1, -2.5, 3, 4, 5, 6])
    #expect(try file.dataset("layers/dense/vars/1").shape == [3])
    #expect(try file.floats("layers/dense/vars/1") == [7, 8, 9])
    #expect(try file.integer("optimizer/vars/0") == -3)
    #expect(try file.dataset("optimizer/vars/1").shape == [])
    #expect(try file.floats("optimizer/vars/1") == [0.5])
  }

  @Test("refuses a path that is taken, and a name that a link cannot have")
  func errors() throws {
    var tree = HDF5Tree()
    try tree.add("a/b", .integer(1))
    for path in ["a/b", "a", "a/b/c"] {
      #expect(throws: HDF5TreeError.self) { try tree.add(path, .integer(2)) }
    }
    #expect(throws: HDF5TreeError.taken("b")) { try tree.addGroup("a/b") }
    let long = String(repeating: "n", count: 256)
    #expect(throws: HDF5TreeError.name(long)) { try tree.addGroup("a/\(long)") }
    #expect(throws: HDF5TreeError.name("")) { try tree.add("", .integer(2)) }
  }

  /// From the specification, message by message.
  @Test("of one array has these headers")
  func headers() throws {
    var tree = HDF5Tree()
    try tree.add("a", .floats([1], shape: [1]))
    let file = try FileDescriptor(reading: written(tree)).contents()
    let undefined = [UInt8](repeating: 0xFF, count: 8)
    let element: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0]
    let array: [UInt8] =
      [1, 0, 4, 0, 1, 0, 0, 0, 104, 0, 0, 0, 0, 0, 0, 0]
      + [1, 0, 16, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0] + bytes([1] as [Int64])
      + [3, 0, 24, 0, 1, 0, 0, 0, 0x11, 0x20, 0x1F, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23]
      + [127, 0, 0, 0, 0, 0, 0, 0]
      + [5, 0, 8, 0, 0, 0, 0, 0, 2, 2, 2, 0, 0, 0, 0, 0]
      + [8, 0, 24, 0, 0, 0, 0, 0, 3, 1] + bytes([96, 4] as [Int64]) + [0, 0, 0, 0, 0, 0]
    let root: [UInt8] =
      [1, 0, 3, 0, 1, 0, 0, 0, 72, 0, 0, 0, 0, 0, 0, 0]
      + [2, 0, 24, 0, 0, 0, 0, 0, 0, 0] + undefined + undefined + [0, 0, 0, 0, 0, 0]
      + [10, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
      + [6, 0, 16, 0, 0, 0, 0, 0, 1, 0, 1, 0x61] + bytes([104] as [Int64]) + [0, 0, 0, 0]
    #expect(Array(file[96...]) == element + array + root)
    #expect(file[64..<72].elementsEqual(bytes([Int64(104 + array.count)])))
  }
}
