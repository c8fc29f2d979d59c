import Foundation
import TestSupport
import Testing

/// Open MPI that cannot start, or make shared memory: its own words are about something else.
@Suite("train, where Open MPI cannot do its part", .timeLimit(.minutes(10)))
struct MPISettingsTests {
  private static let small = [
    "train", "--data", "digits", "--train-samples", "256", "--epochs", "1", "--verbose", "0",
  ]

  private func run(
    _ environment: [String: String], through words: [String] = []
  ) throws -> JobResult {
    try TrainingFolder.with(sampleCount: 1) { folder in
      try folder.lockstep(Self.small, in: .ranks(2), environment: environment, options: words)
    }
  }

  @Test(
    "names the setting with which it cannot start",
    arguments: [
      ("btl", "nonsense"), ("pml", "nonsense"), ("coll", "nonsense"), ("btl", "tcp"),
      ("osc", "nonsense"), ("mtl", "nonsense"),
    ])
  func components(framework: String, value: String) throws {
    let variable = "OMPI_MCA_\(framework)"
    let result = try run([variable: value])
    // A framework that is not needed may be named as one likes.
    guard result.exitCode != 0 else { return }
    expectOneErrorLine(result, containing: ["\(variable)=\(value)", "ompi_info"])
  }

  @Test("names the setting without which there is no shared memory")
  func windows() throws {
    let result = try run(["OMPI_MCA_osc": "^sm"])
    #expect(result.exitCode == 70, "\(result)")
    expectOneErrorLine(result, containing: ["MPI_Win_allocate_shared", "OMPI_MCA_osc=^sm"])
  }

  @Test("says that a rank may have too few open files")
  func openFiles() throws {
    let result = try run(
      [:],
      through: ["bash", "-c", #"[ $OMPI_COMM_WORLD_RANK = 1 ] && ulimit -n 12; exec "$0" "$@""#])
    #expect(result.exitCode != 0, "\(result)")
    expectOneErrorLine(result, containing: ["open files", "ulimit -n"])
  }

  /// The directory has room, and refuses files all the same.
  @Test(
    "says why there is no shared memory", .enabled(if: SmallSharedMemory.isPossible))
  func refusedFiles() throws {
    try TrainingFolder.with(sampleCount: 1) { folder in
      let script = """
        mount -t tmpfs -o size=200m,ro tmpfs "$shared"
        exec mpirun --timeout 50 -np 2 "$0" "$@"
        """
      let shared = folder.path("shared")
      try FileManager.default.createDirectory(atPath: shared, withIntermediateDirectories: true)
      let result = try Job.program(
        "unshare",
        ["-m", "sh", "-e", "-c", script, try Products.path(of: "lockstep")] + Self.small,
        environment: ["shared": shared, "OMPI_MCA_osc_sm_backing_directory": shared],
        directory: folder.url)
      #expect(result.exitCode != 0, "\(result)")
      expectOneErrorLine(
        result,
        containing: ["shared memory: \(shared) on ", "Read-only file system"])
    }
  }
}

/// Runs jobs in a mount namespace of their own.
enum SmallSharedMemory {
  static let isPossible: Bool = {
    let probe = try? Job.program("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/dev/shm"])
    return probe?.exitCode == 0
  }()
}
