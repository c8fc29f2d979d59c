import ArgumentParser
import FileFormats
import Foundation
import Launcher
import Parallel
import Training

extension LaunchCommand {
  /// The variables that mpirun inherits, those of `--mca` among them.
  var environment: [String: String] {
    userSettings.variables.reduce(into: ProcessInfo.processInfo.environment) {
      $0[$1.name] = $1.value
    }
  }

  /// The names and values of `--mca`.
  var parameters: [(name: String, value: String)] {
    stride(from: 0, to: mca.count - 1, by: 2).map { (mca[$0], mca[$0 + 1]) }
  }

  /// The given host file, or mpirun's default one where the run restarts by itself.
  var hostFilePath: String? {
    let usual = userSettings["OMPI_MCA_orte_default_hostfile"]
    return hostfile ?? (maxRestarts > 0 && usual?.isEmpty == false ? usual : nil)
  }

  /// The number of ranks on this machine; 0 if it is invalid.
  var ranksHere: Int {
    ranks ?? environment["LOCKSTEP_RANKS"].map { Int($0) ?? 0 } ?? 4
  }

  /// The checkpoint folder in the program's arguments.
  var checkpointFolder: String? {
    var folder: String?
    for (index, argument) in program.enumerated() {
      if argument == "--checkpoint-dir", index + 1 < program.count { folder = program[index + 1] }
      if argument.hasPrefix("--checkpoint-dir=") { folder = String(argument.dropFirst(17)) }
    }
    return folder?.isEmpty == false ? folder : nil
  }

  /// Returns the plan of the launch.
  ///
  /// - Throws: `LaunchError` for invalid hosts or a missing program.
  func plan() throws(LaunchError) -> LaunchPlan {
    let command = launchedProgram
    guard ChildProcess.location(of: command[0], environment) != nil else {
      throw LaunchError.missingProgram(command[0])
    }
    var settings = userSettings
    settings.allowRoot()
    var plan = LaunchPlan(program: command, settings: settings)
    plan.folder = checkpointFolder
    plan.fewestRanks = minRanks
    plan.mostRestarts = maxRestarts
    plan.pause = pause
    plan.ranks = ranks
    if let host {
      plan.hosts = try [LaunchHost](list: host)
    } else if let hostFilePath {
      plan.hosts = try HostFile(at: hostFilePath).hosts
    }
    if plan.hosts.isEmpty, OpenMPISettings.isOneHost(environment) {
      plan.ranks = ranksHere
      plan.settings.speedUpOneHost()
      plan.settings.fit(ranksHere, to: .ofThisMachine())
      try FileLimit.check(ranks: ranksHere)
    } else if !plan.hosts.isEmpty || maxRestarts > 0 {
      plan.settings.endWhenALinkIsCut()
    }
    return plan
  }

  /// The program of each rank; a subcommand or options without a program mean this program.
  private var launchedProgram: [String] {
    let isOptions = program[0].hasPrefix("-")
    let names = LockstepCommand.configuration.subcommands.map { $0.configuration.commandName }
    guard isOptions || names.contains(program[0]) else { return program }
    let called = CommandLine.arguments[0]
    let path = called.contains("/") ? called : Bundle.main.executablePath ?? called
    return [path] + (isOptions ? ["train"] : []) + program
  }

  private var userSettings: OpenMPISettings {
    var options: [String] = []
    for (name, value) in [("--bind-to", bindTo), ("--map-by", mapBy), ("--prefix", prefix)] {
      if let value { options += [name, value] }
    }
    if oversubscribe { options.append("--oversubscribe") }
    if useHwthreadCpus { options.append("--use-hwthread-cpus") }
    return OpenMPISettings(
      ProcessInfo.processInfo.environment, parameters: parameters,
      options: options + variables.flatMap { ["-x", $0] })
  }

  /// Returns the report of an error, with the options that help.
  func report(of error: LaunchError) -> ErrorReport {
    let report = rawReport(of: error)
    return ErrorReport(
      message: report.message.onOneLine(limit: 2_000), exitCode: report.exitCode)
  }

  private func rawReport(of error: LaunchError) -> ErrorReport {
    switch error {
    case .hostList: ErrorReport(message: "--host: \(error)", exitCode: ExitCode.usage)
    case .ranks:
      ErrorReport(message: "\(error), or say --oversubscribe", exitCode: ExitCode.usage)
    case .unreadableHostFile, .hostFile, .emptyHostFile, .missingProgram:
      ErrorReport(message: "\(error)", exitCode: ExitCode.missingInput)
    case .missingMPIRun, .foreignMPIRun: ErrorReport(message: "\(error)", exitCode: 69)
    case .openFiles: ErrorReport(message: "\(error)", exitCode: ExitCode.lacking)
    case .notStarted: ErrorReport(message: "\(error)", exitCode: ExitCode.failure)
    }
  }
}
