import CMPI
import Foundation
import TestSupport
import Testing

@testable import MPI

/// Room for files of shared memory: what the file system refuses, and what is said of it.
@Suite("Room for shared memory")
struct SharedMemoryRoomTests {
  @Test func isTriedAndGivenBack() throws {
    try withTemporaryDirectory { directory in
      #expect(unsafe cmpi_reserve(directory.path, 1 << 20) == 0)
      let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
      #expect(left == [])
    }
  }

  @Test func isRefusedWithTheSystemsReason() throws {
    try withTemporaryDirectory { directory in
      #expect(unsafe cmpi_reserve(directory.path + "/missing", 1) == ENOENT)
      #expect(unsafe cmpi_reserve(String(repeating: "x/", count: 4_000), 1) == ENAMETOOLONG)
      // More than any file may have: nothing is written on the way there.
      #expect(unsafe cmpi_reserve(directory.path, 1 << 62) != 0)
      let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
      #expect(left == [])
    }
  }

  private func text(free: Int?, code: Int32) -> String {
    SharedMemoryError(
      directory: "/d", host: "h", neededByteCount: 8 << 20, freeByteCount: free, code: code
    ).description
  }

  @Test func isMissingInWordsThatFitTheReason() {
    let short = text(free: 1 << 20, code: ENOSPC)
    #expect(short.contains("/d on h has 1.0 MiB free, 8.0 MiB are needed"), "\(short)")
    #expect(short.contains("--shm-size"), "\(short)")
    // Another job had it when MPI asked.
    let again = text(free: 9 << 20, code: 0)
    #expect(again.contains("had no room, and has 9.0 MiB free again"), "\(again)")
    #expect(again.contains("--shm-size"), "\(again)")
    let refused = text(free: 9 << 20, code: EROFS)
    #expect(refused.contains("takes no file of 8.0 MiB: Read-only file system"), "\(refused)")
    #expect(!refused.contains("--shm-size"), "\(refused)")
    var error = SharedMemoryError(
      directory: "/d", host: "h", neededByteCount: 8 << 20, freeByteCount: 9 << 20, code: ENOSPC)
    error.lacksFiles = true
    #expect(error.description.contains("/d on h has no inodes left"), "\(error)")
    #expect(text(free: nil, code: 0).contains("cannot be asked for its free space"))
  }
}
