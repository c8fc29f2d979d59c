import CMPI
import Foundation
import MPI
import TestSupport
import Testing

/// A file of one page that is mapped as two, whose second one cannot be had.
private func mappedBeyondItsEnd() -> (pages: UnsafeMutableRawPointer?, size: Int) {
  let size = Int(getpagesize())
  let path = "\(NSTemporaryDirectory())/lockstep-page-\(getpid())"
  let file = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
  guard file >= 0, ftruncate(file, off_t(size)) == 0 else { return (nil, 0) }
  unsafe unlink(path)
  let pages = unsafe mmap(nil, 2 * size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
  close(file)
  return unsafe (pages, size)
}

@Suite("OwnProcess")
struct OwnProcessTests {
  @Test func namesAMappedFileThatHasBecomeShorter() async throws {
    let result = try await #require(
      processExitsWith: .exitCode(65), observing: [\.standardErrorContent]
    ) {
      OwnProcess.catchBusErrors(linePrefix: "error: ", lineDelay: 0)
      let (pages, size) = unsafe mappedBeyondItsEnd()
      unsafe pages?.storeBytes(of: 1, toByteOffset: size, as: UInt8.self)
      exit(0)
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("lockstep-page-") && text.contains("cannot be read any more"), "\(text)")
  }

  @Test func reservesMemoryOrSaysThatThereIsNone() {
    let (pages, size) = unsafe mappedBeyondItsEnd()
    guard let pages = unsafe pages else {
      Issue.record("no mapped file")
      return
    }
    unsafe pages.storeBytes(of: 7, as: UInt8.self)
    #expect(unsafe cmpi_zero(pages, size) == 0)
    #expect(unsafe pages.load(as: UInt8.self) == 0)
    #expect(unsafe cmpi_zero(pages, 2 * size) == -1)
    unsafe munmap(pages, 2 * size)
  }

  @Test func keepsTheNumbersOfStandardStreamsFromOtherFiles() async {
    await #expect(processExitsWith: .exitCode(3)) {
      close(0)
      close(1)
      OwnProcess.prepareStandardStreams()
      let file = unsafe open("/dev/null", O_RDONLY)
      exit(file > 2 && OwnProcess.writeOutput("x") == 0 ? 3 : 4)
    }
  }

  @Test func returnsTheErrorOfAWriteThatFails() async {
    await #expect(processExitsWith: .exitCode(ENOSPC)) {
      let full = unsafe open("/dev/full", O_WRONLY)
      dup2(full, 1)
      exit(OwnProcess.writeOutput("x"))
    }
    await #expect(processExitsWith: .exitCode(EPIPE)) {
      OwnProcess.prepareStandardStreams()
      var ends: [Int32] = [0, 0]
      unsafe pipe(&ends)
      dup2(ends[1], 1)
      close(ends[0])
      exit(OwnProcess.writeOutput("x"))
    }
  }
}
