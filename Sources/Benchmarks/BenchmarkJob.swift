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
  ///   - setting: Open MPI's settings, which override the user's; nil for the user's, with those
  ///     that `lockstep launch` uses where all ranks are on this host.
  package init(worldSize: Int, hostFile: String? = nil, setting: MPISetting? = nil) {
    self.worldSize = worldSize
    self.hostFile = hostFile
    self.setting = setting
  }

  /// Whether `mpirun` has started this process, which then measures its own group.
  package static var isRank: Bool {
    ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_SIZE"] != nil
  }

  /// Runs this program with the given arguments and returns the report that it prints.
  ///
  /// - Throws: `LaunchError` when it cannot be started, `BenchmarkError` when it fails, or prints
  ///   something else.
  package func report<Report: BenchmarkReport>(_ arguments: [String]) throws -> Report {
    let environment = ProcessInfo.processInfo.environment
    let program = [Bundle.main.executablePath ?? CommandLine.arguments[0]] + arguments
    let (line, inherited) = line(
      program, environment, usable: ProcessorSet.ofThisThread(),
      canPin: FileManager.default.isExecutableFile(atPath: "/usr/bin/taskset"))
    let complete = line.environment(inherited)
    let (exitCode, output) = try ChildProcess.output(of: line.arguments, environment: complete)
    guard exitCode == 0 else {
      throw BenchmarkError.failed(command: line.shown, exitCode: exitCode)
    }
    var report = try Report(parsing: output)
    for index in report.runs.indices {
      report.runs[index].command = line.shown
      report.runs[index].settings = RunRecord.settings(in: complete)
    }
    return report
  }

  /// Returns the command line, and the environment without the settings that it replaces.
  ///
  /// What is good on one host, such as `pml=ob1`, keeps the faster network out of a job on several,
  /// so that only a job on this host gets it.
  func line(
    _ program: [String], _ environment: [String: String], usable: ProcessorSet, canPin: Bool
  ) -> (line: JobLine, inherited: [String: String]) {
    let inherited = environment.filter { setting == nil || !MPISetting.names.contains($0.key) }
    var settings = OpenMPISettings(inherited, parameters: setting?.sortedParameters ?? [])
    if setting == nil, hostFile == nil, OpenMPISettings.isOneHost(environment) {
      settings.speedUpOneHost()
    }
    settings.allowRoot()
    var line = JobLine(
      settings, ranks: worldSize, hosts: placement(usable.count, environment), program: program)
    if worldSize == 1 {
      // It is pinned to a processor, as Open MPI pins ranks when there are enough cores.
      line.arguments = (canPin ? ["taskset", "-c", "\(usable.numbers.first ?? 0)"] : []) + program
    }
    return (line, inherited)
  }

  private func placement(_ processorCount: Int, _ environment: [String: String]) -> [String] {
    if let hostFile {
      return ["--hostfile", hostFile]
        + (environment["MNIST_DIR"] == nil ? [] : ["-x", "MNIST_DIR"])
    }
    return worldSize > processorCount
      ? ["--oversubscribe", "--bind-to", "none"] : ["--bind-to", "core"]
  }
}
