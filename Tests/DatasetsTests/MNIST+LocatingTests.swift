import Datasets
import Foundation
import TestSupport
import Testing

/// The names and conditions in which MNIST's files are found on disks.
@Suite("MNIST's files")
struct MNISTLocatingTests {
  private static let names = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
  ]
  private static let contents = [
    idx([2, 1, 1], [1, 2]), idx([2], [3, 4]), idx([1, 1, 1], [5]), idx([1], [6]),
  ]

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Writes the four files under names made from the usual ones.
  private func write(gzip: Bool = false, _ name: (String) -> String) throws {
    for (usual, content) in zip(Self.names, Self.contents) {
      let path = name(usual)
      let parent = folder.url.appendingPathComponent(path).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
      _ = try folder.write(path, gzip ? gzipMember(content) : content)
    }
  }

  private func expectWhole(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let (train, test) = try MNIST.load(from: folder.url.path)
    #expect(train.images[1] == [2] && train.labels[0] == 3, sourceLocation: sourceLocation)
    #expect(test.images[0] == [5] && test.labels[0] == 6, sourceLocation: sourceLocation)
  }

  private func message() -> String {
    let error = #expect(throws: MNISTError.self) { try MNIST.load(from: folder.url.path) }
    return error?.description ?? ""
  }

  @Test("are found with a dot in their names, plain and compressed", arguments: [false, true])
  func dotted(gzip: Bool) throws {
    try write(gzip: gzip) { $0.replacing("-idx", with: ".idx") + (gzip ? ".gz" : "") }
    try expectWhole()
  }

  @Test("are found inside folders of their names")
  func folders() throws {
    try write { "\($0)/\($0)" }
    try expectWhole()
  }

  @Test("are found where a folder or an unfinished file of the name stands beside the archive")
  func beside() throws {
    try write(gzip: true) { $0 + ".gz" }
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent(Self.names[3]), withIntermediateDirectories: true)
    _ = try folder.write(Self.names[0], [])
    _ = try folder.write(Self.names[1], Array(Self.contents[1].dropLast()))
    _ = try folder.write(Self.names[2], Array("<!doctype html>".utf8))
    try expectWhole()
  }

  @Test("are an error of their own where only an unfinished one is there")
  func unfinished() throws {
    try write { $0 }
    _ = try folder.write(Self.names[1], [])
    let error = #expect(throws: IDXError.self) { try MNIST.load(from: folder.url.path) }
    #expect(error?.path == folder.path(Self.names[1]))
  }

  @Test("are found under another set's own names")
  func ownNames() throws {
    try write(gzip: true) {
      "emnist-letters-" + $0.replacing("t10k", with: "test") + ".gz"
    }
    try expectWhole()
  }

  @Test("are found under names with other numbers of dimensions, as of images in colour")
  func dimensions() throws {
    let folders: (String) -> String = { name in
      name.replacing("images-idx3", with: name.contains("t10k") ? "images.idx4" : "images-idx4")
    }
    try write(folders)
    for (name, content) in zip(Self.names, [idx([2, 1, 1, 3], [1, 2, 3, 4, 5, 6])]) {
      _ = try folder.write(folders(name), content)
    }
    _ = try folder.write("t10k-images.idx4-ubyte", idx([1, 1, 1, 3], [7, 8, 9]))
    let (train, test) = try MNIST.load(from: folder.url.path)
    #expect(train.images.shape == [1, 1, 3] && train.images[1] == [4, 5, 6])
    #expect(test.images[0] == [7, 8, 9])
    #expect(DataFiles.isPart(called: "t10k-images.idx4-ubyte"))
    #expect(DataFiles.isPart(called: "emnist-letters-test-images-idx2-ubyte.gz"))
    #expect(!DataFiles.isPart(called: "t10k-images-idx9-ubyte"))
  }

  @Test("of several sets in one folder are an error that lists them; MNIST's own names come first")
  func severalSets() throws {
    try write { "emnist-letters-" + $0 }
    try write { "emnist-balanced-" + $0 }
    #expect(message().contains("emnist-balanced-, emnist-letters-"), "\(message())")
    try write { $0 }
    try expectWhole()
  }

  @Test("that are missing are an error that names a file or folder that may be meant")
  func near() throws {
    try write { $0 + " (1)" }
    #expect(message().contains(".gz but train-images-idx3-ubyte (1) in the directory"))
    let empty = folder.url.appendingPathComponent(Self.names[0])
    try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
    #expect(message().contains("but the folder train-images-idx3-ubyte in the directory"))
  }

  @Test("are looked for in no folder without a name")
  func emptyName() {
    let error = #expect(throws: MNISTError.self) { try MNIST.load(from: "") }
    #expect(error?.description == "the folder of the data is an empty text; expected its path")
  }
}
