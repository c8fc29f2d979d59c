import Foundation

/// Starts this program on a number of ranks and reads what it prints.
package struct BenchmarkJob {
  let worldSize: Int
  /// The file that names the hosts, for mpirun; nil for this host.
  var hostFile: String?
  /// Open MPI's settings: by default those for one host, used where the user has set none of the
  /// same.
  var settings = usualSettings
  /// Settings of the user that the ranks do not see.
  var hiddenSettings: Set<String> = []

  /// A start on so many ranks of this host, or of those that a file names.
  package init(
    worldSize: Int, hostFile: String? = nil, settings: [String: String] = usualSettings,
    hiddenSettings: Set<String> = []
  ) {
    self.worldSize = worldSize
    self.hostFile = hostFile
    self.settings = settings
    self.hiddenSettings = hiddenSettings
  }

  /// Whether `mpirun` has started this process: it then measures the group that it is in.
  package static var isRank: Bool {
    ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_SIZE"] != nil
  }

  /// What `scripts/train` sets on one host.
  package static let usualSettings = [
    "OMPI_MCA_pml": "ob1", "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
  ]

  /// The standard output of this program with the given arguments.
  ///
  /// - Throws: `BenchmarkError` when it cannot be started or fails.
  package func output(_ arguments: [String]) throws -> [UInt8] {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = launcher + [Self.program] + arguments
    process.environment = ProcessInfo.processInfo.environment
      .filter { !hiddenSettings.contains($0.key) }
      .merging(settings) { given, _ in given }
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchmarkError.failed(
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
