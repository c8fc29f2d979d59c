import FileFormats
import Foundation
import Testing

@Suite("FileError")
struct FileErrorTests {
  @Test(arguments: [
    (FileError.Operation.open, ENOENT, true), (.open, ENOTDIR, true), (.open, EACCES, false),
    (.create, ENOENT, false), (.read, EIO, false),
  ])
  func distinguishesMissingFiles(
    operation: FileError.Operation, code: Int32, isMissing: Bool
  ) {
    #expect(FileError(path: "p", operation: operation, code: code).isMissing == isMissing)
  }

  @Test(arguments: [
    (FileError.Operation.open, false, false), (.inspect, false, false), (.read, false, false),
    (.create, true, true), (.write, true, false), (.synchronize, true, false),
    (.rename, true, false),
  ])
  func distinguishesOutputFromInput(
    operation: FileError.Operation, isOutput: Bool, isCreation: Bool
  ) {
    let error = FileError(path: "p", operation: operation, code: EIO)
    #expect(error.isOutput == isOutput)
    #expect(error.isCreation == isCreation)
  }

  @Test func speaksTheSystemsWords() {
    let error = FileError(path: "a/b", operation: .write, code: ENOSPC)
    #expect(
      error.description == "a/b: cannot write: No space left on device (errno \(ENOSPC))")
  }
}
