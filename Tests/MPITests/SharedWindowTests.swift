import Foundation
import TestSupport
import Testing

@Suite("SharedWindow")
struct SharedWindowTests {
  @Test(arguments: ["window", "window-reuse", "atomics"], 1...5)
  func sharesMemory(exercise: String, rankCount: Int) throws {
    try SharedStart.expectSuccess(of: [exercise], rankCount)
  }

  /// The files of a window lie where Open MPI is told to put them.
  @Test func followsTheBackingDirectory() throws {
    try withTemporaryDirectory { directory in
      let setting = ["OMPI_MCA_osc_sm_backing_directory": directory.path]
      try expectSuccess(2, ["window"], environment: setting)
      let result = try Job.mpirun(2, "MPIExercises", ["window-shortage"], environment: setting)
      #expect(result.exitCode == 0, "\(result)")
      #expect(
        result.standardOutput.contains("shared memory: \(directory.path) on "), "\(result)")
    }
  }

  @Test(arguments: 2...5)
  func aShortageIsOneErrorOnEveryRank(rankCount: Int) throws {
    let result = try Job.mpirun(rankCount, "MPIExercises", ["window-shortage"])
    #expect(result.exitCode == 0, "\(result)")
    for part in ["MiB free", "MiB are needed", "--shm-size", "OMPI_MCA_osc_sm_backing_directory"] {
      #expect(result.standardOutput.contains(part), "no '\(part)' in \(result)")
    }
  }

  @Test func aDirectoryThatIsNotThereIsAnError() throws {
    try withTemporaryDirectory { directory in
      let missing = directory.appending(path: "missing").path
      let setting = ["OMPI_MCA_osc_sm_backing_directory": missing]
      let result = try Job.mpirun(
        2, "MPIExercises", ["window-shortage", "4096"], environment: setting)
      #expect(result.exitCode != 0, "\(result)")
      #expect(
        result.standardOutput.contains("\(missing) on ")
          || result.standardError.contains("rank"), "\(result)")
    }
  }
}

/// A small `/dev/shm`, such as containers have; needs the right to mount.
@Suite("SharedWindow in a container", .enabled(if: SmallSharedMemory.isPossible))
struct SmallSharedMemoryTests {
  /// MNIST's images and labels, inflated: what 64 MB must suffice for.
  private static let dataSetByteCount = 55_000_000

  @Test(arguments: [2, 4])
  func holdsTheDataSetIn64MB(rankCount: Int) throws {
    let result = try SmallSharedMemory.mpirun(
      mebibytes: 64, rankCount, ["window-of", "\(Self.dataSetByteCount)"])
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.standardOutput == "window-of: \(rankCount) ranks\n", "\(result)")
  }

  @Test(arguments: [2, 4])
  func saysWhatIsShortIn48MB(rankCount: Int) throws {
    let result = try SmallSharedMemory.mpirun(
      mebibytes: 48, rankCount, ["window-shortage", "\(Self.dataSetByteCount)"])
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.standardOutput.contains("shared memory: /dev/shm on "), "\(result)")
  }
}

/// Runs jobs in a mount namespace of their own.
enum SmallSharedMemory {
  static let isPossible: Bool = {
    let probe = try? Job.program("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/dev/shm"])
    return probe?.exitCode == 0
  }()

  static func mpirun(
    mebibytes: Int, _ rankCount: Int, _ arguments: [String]
  ) throws -> JobResult {
    let script = """
      mount -t tmpfs -o size=\(mebibytes)m tmpfs /dev/shm
      exec mpirun --timeout 50 -np \(rankCount) "$0" "$@"
      """
    let executable = try Products.path(of: "MPIExercises")
    return try Job.program(
      "unshare", ["-m", "sh", "-e", "-c", script, executable] + arguments)
  }
}
