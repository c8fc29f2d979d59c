import Launcher
import Testing

@Suite("FileLimit")
struct FileLimitTests {
  @Test("grows with the ranks, by what mpirun keeps open for each")
  func needed() {
    #expect(FileLimit.needed(ranks: 1) == 31)
    #expect(FileLimit.needed(ranks: 16) == 91)
  }

  @Test("is no obstacle here, and says what is missing where it is")
  func check() throws {
    try FileLimit.check(ranks: 2)
    let error = LaunchError.openFiles(limit: 20, needed: 35, ranks: 2)
    #expect("\(error)".contains("20 open files, mpirun needs 35 for 2 ranks"), "\(error)")
  }
}
