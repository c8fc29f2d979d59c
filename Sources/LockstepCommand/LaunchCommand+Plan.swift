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
  var ranksHere: Int { LaunchedProgram.ranks(ranks, environment) }

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
    var settings = userSettings
    settings.allowRoot()
    var plan = LaunchPlan(
      program: try LaunchedProgram.command(program, environment), settings: settings)
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
      try plan.startHere(ranks: ranksHere)
    } else if !plan.hosts.isEmpty || maxRestarts > 0 {
      plan.settings.endWhenALinkIsCut()
    }
    return plan
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
}
