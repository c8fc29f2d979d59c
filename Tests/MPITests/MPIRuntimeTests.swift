import Foundation
import TestSupport
import Testing

@Suite("MPIRuntime")
struct MPIRuntimeTests {
  @Test func namesItsLibraryWithoutStartingMPI() throws {
    let result = try Job.solo("MPIExercises", ["version"])
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.standardOutput.hasPrefix("Open MPI v"), "\(result)")
    #expect(result.standardOutput.split(separator: "\n").count == 1, "\(result)")
  }

  /// One rank gives up; the others wait for it in MPI, or in shared memory where MPI is not asked.
  @Test(arguments: [1, 2, 4], ["mpi", "memory"])
  func abortEndsEveryRankWithItsCode(rankCount: Int, reason: String) throws {
    try withTemporaryDirectory { directory in
      let result = try Job.mpirun(
        rankCount, "MPIExercises", ["abort", "7", reason], directory: directory,
        timeout: .seconds(30))
      #expect(result.exitCode == 7, "\(result)")
      #expect(result.standardError.contains("rank \(rankCount - 1): gives up"), "\(result)")
      for rank in 0..<rankCount {
        let file = directory.appending(path: "pid-\(rank)")
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let number = try #require(Int32(text))
        #expect(Processes.ends(number), "rank \(rank), process \(number), is still there")
      }
    }
  }
}
