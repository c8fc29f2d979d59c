import FileFormats
import Foundation
import TestSupport
import Testing

@Suite("Directory")
struct DirectoryTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    return exists && isDirectory.boolValue
  }

  /// A mark that combines with what is before it makes one character with a slash.
  @Test func makesAFolderWhoseNameBeginsWithACombiningMark() throws {
    let path = folder.path("new") + "/\u{301}x/y"
    try Directory.create(path)
    #expect(isFolder(path))
    #expect(try folder.names == ["new"])
    try AtomicFile.write(to: path + "/\u{301}z") { try $0.write([1]) }
    #expect(Directory.kind(of: path + "/\u{301}z") == .file)
  }

  @Test func renamesAFile() throws {
    let path = try folder.write("old", [1, 2])
    try Directory.rename(path, to: folder.path("new"))
    #expect(try folder.names == ["new"])
    #expect(try folder.bytes("new") == [1, 2])
  }

  @Test func replacesTheFileThatHadTheName() throws {
    let path = try folder.write("old", [1])
    _ = try folder.write("new", [2, 3])
    try Directory.rename(path, to: folder.path("new"))
    #expect(try folder.names == ["new"])
    #expect(try folder.bytes("new") == [1])
  }

  @Test func namesTheFileThatItCannotRename() throws {
    let path = folder.path("absent")
    #expect(throws: FileError(path: path, operation: .rename, code: ENOENT)) {
      try Directory.rename(path, to: folder.path("new"))
    }
  }

  @Test func givesAFileANameThatIsFree() throws {
    for number in 1...3 {
      let path = try folder.write("file", [UInt8(number)])
      let ending = ".old" + (number == 1 ? "" : "-\(number)")
      #expect(try Directory.setAside(path, ending: ".old") == path + ending)
      #expect(try folder.bytes("file" + ending) == [UInt8(number)])
    }
    #expect(try folder.bytes("file.old") == [1])
  }

  @Test func listsAFolder() throws {
    for name in ["b", ".hidden", "ä"] { _ = try folder.write(name, []) }
    #expect(try Directory.names(in: folder.url.path).sorted() == [".hidden", "b", "ä"])
  }

  @Test func saysWhyItCannotListAFolder() throws {
    let file = try folder.write("file", [])
    for (path, code) in [(folder.path("absent"), ENOENT), (file, ENOTDIR)] {
      #expect(throws: FileError(path: path, operation: .open, code: code)) {
        try Directory.names(in: path)
      }
    }
  }

  @Test func makesANewFolderOnce() throws {
    let path = folder.path("one/two")
    #expect(try Directory.createNew(path))
    #expect(try !Directory.createNew(path))
    #expect(isFolder(path))
  }

  @Test func removesAFile() throws {
    let path = try folder.write("file", [1])
    _ = try folder.write("other", [2])
    try Directory.removeFile(path)
    #expect(try folder.names == ["other"])
  }

  @Test func namesTheFileThatItCannotRemove() throws {
    let path = folder.path("absent")
    let error = FileError(path: path, operation: .remove, code: ENOENT)
    #expect(throws: error) { try Directory.removeFile(path) }
    #expect(error.isOutput)
  }

  @Test(arguments: ["one", "one/two/three", "one//two/", "./one/../two"])
  func makesAFolderAndThoseOnTheWay(path: String) throws {
    try Directory.create(folder.path(path))
    #expect(isFolder(folder.path(path)))
  }

  @Test func keepsWhatIsThere() throws {
    try Directory.create(folder.path("one/two"))
    try Data([7]).write(to: folder.url.appending(path: "one/file"))
    try Directory.create(folder.path("one/two"))
    try Directory.create(folder.path("one/two/three"))
    #expect(try folder.bytes("one/file") == [7])
    #expect(isFolder(folder.path("one/two/three")))
    try Directory.create("/")
  }

  @Test func followsALinkToAFolder() throws {
    try Directory.create(folder.path("one"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("one"))
    try Directory.create(folder.path("link/two"))
    #expect(isFolder(folder.path("one/two")))
  }

  @Test func namesTheFirstFolderThatCannotBeMade() throws {
    let file = try folder.write("file", [1])
    let error = FileError(path: file, operation: .create, code: ENOTDIR)
    #expect(throws: error) { try Directory.create(folder.path("file/below/it")) }
    #expect(error.isCreation)
    #expect(try folder.bytes("file") == [1])
  }
}
