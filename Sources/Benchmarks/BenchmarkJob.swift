import Foundation
import Launcher

/// A run of this program on a number of ranks that returns its output.
package struct BenchmarkJob {
  private let worldSize: Int
  private let hostFile: String?
  private let setting: MPISetting?

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - worldSize: The number of ranks; 1 is a process without mpirun.
  ///   - hostFile: mpirun's host file; nil for this host.
  ///   - setting: Open MPI's settings, which override the user's; nil for those that `lockstep
  ///     launch` uses on one host.
  package init(worldSize: Int, hostFile: String? = nil, setting: MPISetting? = nil) {
    self.worldSize = worldSize
    self.hostFile = hostFile
    self.setting = setting
  }

  /// Whether `mpirun` has started this process, which then measures its own group.
  package static var isRank: Bool {
    ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_SIZE"] != nil
  }

  /// Runs this program with the given arguments and returns its standard output.
  ///
  /// - Throws: `LaunchError` when it cannot be started, `BenchmarkError` when it fails.
  package func output(_ arguments: [String]) throws -> [UInt8] {
    let inherited = ProcessInfo.processInfo.environment
      .filter { setting == nil || !MPISetting.names.contains($0.key) }
    let program = [Bundle.main.executablePath ?? CommandLine.arguments[0]] + arguments
    var settings = OpenMPISettings(inherited, parameters: setting?.sortedParameters ?? [])
    if setting == nil { settings.speedUpOneHost() }
    settings.allowRoot()
    let processors = ProcessInfo.processInfo.activeProcessorCount
    var line = JobLine(settings, ranks: worldSize, hosts: placement(processors), program: program)
    if worldSize == 1 {
      // It is pinned to a core, as Open MPI pins ranks when there are enough cores.
      let isPinned = FileManager.default.isExecutableFile(atPath: "/usr/bin/taskset")
      line.arguments = (isPinned ? ["taskset", "-c", "0"] : []) + program
    }
    let (exitCode, output) = try ChildProcess.output(
      of: line.arguments, environment: line.environment(inherited))
    guard exitCode == 0 else {
      throw BenchmarkError.failed(command: line.shown, exitCode: exitCode)
    }
    return output
  }

  private func placement(_ processors: Int) -> [String] {
    if let hostFile {
      let dataFolder = ProcessInfo.processInfo.environment["MNIST_DIR"]
      return ["--hostfile", hostFile] + (dataFolder == nil ? [] : ["-x", "MNIST_DIR"])
    }
    return worldSize > processors
      ? ["--oversubscribe", "--bind-to", "none"] : ["--bind-to", "core"]
  }
}
