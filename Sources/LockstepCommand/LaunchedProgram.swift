import ArgumentParser
import Foundation
import Launcher

/// The program that `launch` and `debug` start on each rank, as the words behind `--` name it.
enum LaunchedProgram {
  /// Checks the words.
  ///
  /// - Throws: `ValidationError` where they name no program, or a starter of ranks; or where this
  ///   process is a rank itself.
  static func check(
    _ words: [String], of command: String, _ environment: [String: String]
  ) throws {
    guard !words.isEmpty else { throw ValidationError("expected a program after --") }
    let name = words[0].split(separator: "/").last.map(String.init) ?? ""
    guard !["mpirun", "mpiexec", "orterun", "prterun", "srun"].contains(name) else {
      throw ValidationError(
        "\(command) starts mpirun itself: give the program alone, without \(name)")
    }
    guard environment["OMPI_COMM_WORLD_SIZE"] == nil else {
      throw ValidationError("\(command) starts mpirun itself: call it without mpirun")
    }
  }

  /// Returns the program and its arguments; a subcommand or options without a program mean this
  /// program.
  ///
  /// - Throws: `LaunchError.missingProgram`.
  static func command(
    _ words: [String], _ environment: [String: String]
  ) throws(LaunchError) -> [String] {
    let isOptions = words[0].hasPrefix("-")
    let names = LockstepCommand.configuration.subcommands.map { $0.configuration.commandName }
    let command =
      isOptions || names.contains(words[0])
      ? [ownPath] + (isOptions ? ["train"] : []) + words : words
    guard ChildProcess.location(of: command[0], environment) != nil else {
      throw LaunchError.missingProgram(command[0])
    }
    return command
  }

  /// The path of this program, as it was called.
  static var ownPath: String {
    let called = CommandLine.arguments[0]
    return called.contains("/") ? called : Bundle.main.executablePath ?? called
  }

  /// Returns the number of ranks on this machine; 0 if it is invalid.
  static func ranks(_ given: Int?, _ environment: [String: String]) -> Int {
    given ?? environment["LOCKSTEP_RANKS"].map { Int($0) ?? 0 } ?? 4
  }

  /// Checks the number of ranks on this machine.
  ///
  /// - Throws: `ValidationError` naming `LOCKSTEP_RANKS`.
  static func checkRanks(_ given: Int?, _ environment: [String: String]) throws {
    guard ranks(given, environment) > 0 else {
      throw OptionCheck.invalid(
        "LOCKSTEP_RANKS", expected: "a number of ranks above 0",
        found: "'\(environment["LOCKSTEP_RANKS"] ?? "")'")
    }
  }
}

extension LaunchPlan {
  /// Starts the ranks on this machine, with the settings that suit it.
  ///
  /// - Throws: `LaunchError.openFiles`.
  mutating func startHere(ranks: Int) throws(LaunchError) {
    self.ranks = ranks
    settings.speedUpOneHost()
    settings.fit(ranks, to: .ofThisMachine())
    try FileLimit.check(ranks: ranks)
  }
}
