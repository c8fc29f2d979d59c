import Foundation

/// Starts this program on a number of ranks and reads what it prints.
struct BenchJob {
  let worldSize: Int
  /// The file that names the hosts, for mpirun; nil for this host.
  var hostFile: String?
  /// Open MPI's settings: by default those for one host, used where the user has set none of the
  /// same.
  var settings = usualSettings
  /// Settings of the user that are left out.
  var settingsLeftOut: Set<String> = []

  /// Whether `mpirun` has started this process: it then measures the group that it is in.
  static var isRank: Bool {
    ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_SIZE"] != nil
  }

  /// What `scripts/train` sets on one host.
  static let usualSettings = [
    "OMPI_MCA_pml": "ob1", "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
  ]

  /// The standard output of this program with the given arguments.
  ///
  /// - Throws: `BenchError` when it cannot be started or fails.
  func output(_ arguments: [String]) throws -> [UInt8] {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = launcher + [Self.program] + arguments
    process.environment = ProcessInfo.processInfo.environment
      .filter { !settingsLeftOut.contains($0.key) }
      .merging(settings) { given, _ in given }
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchError.failed(
        command: (launcher + arguments).joined(separator: " "),
        exitCode: process.terminationStatus)
    }
    return Array(output)
  }

  /// One rank is pinned to a core, as Open MPI pins as many ranks as there are cores.
  private var launcher: [String] {
    guard worldSize > 1 else {
      return FileManager.default.isExecutableFile(atPath: "/usr/bin/taskset")
        ? ["taskset", "-c", "0"] : []
    }
    let isRoot = getuid() == 0
    return
      (isRoot ? ["OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"] : [])
      + ["mpirun"] + placement + ["-np", "\(worldSize)"]
  }

  private var placement: [String] {
    if let hostFile {
      let dataFolder = ProcessInfo.processInfo.environment["MNIST_DIR"] == nil
      return ["--hostfile", hostFile] + (dataFolder ? [] : ["-x", "MNIST_DIR"])
    }
    return worldSize > ProcessInfo.processInfo.activeProcessorCount
      ? ["--oversubscribe", "--bind-to", "none"] : ["--bind-to", "core"]
  }

  private static var program: String {
    Bundle.main.executablePath ?? CommandLine.arguments[0]
  }
}
