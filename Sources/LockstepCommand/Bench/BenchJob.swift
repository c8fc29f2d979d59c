import Foundation
import Training

/// Starts this program on a number of ranks and reads what it prints.
struct BenchJob {
  let worldSize: Int

  /// Open MPI's settings for one host, used where the user has set none of the same.
  private static let settings = [
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
    process.environment = ProcessInfo.processInfo.environment.merging(Self.settings) { given, _ in
      given
    }
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
    let coreCount = ProcessInfo.processInfo.activeProcessorCount
    guard worldSize > 1 else {
      return FileManager.default.isExecutableFile(atPath: "/usr/bin/taskset")
        ? ["taskset", "-c", "0"] : []
    }
    let isRoot = getuid() == 0
    return
      (isRoot ? ["OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"] : [])
      + ["mpirun"]
      + (worldSize > coreCount
        ? ["--oversubscribe", "--bind-to", "none"] : ["--bind-to", "core"])
      + ["-np", "\(worldSize)"]
  }

  private static var program: String {
    Bundle.main.executablePath ?? CommandLine.arguments[0]
  }
}

/// Why a measurement cannot be made.
enum BenchError: Error, CustomStringConvertible {
  case failed(command: String, exitCode: Int32)
  case unreadable(String)

  var description: String {
    switch self {
    case .failed(let command, let exitCode): "\(command): ended with exit code \(exitCode)"
    case .unreadable(let text): "a measurement's output is not what was expected: \(text)"
    }
  }
}
