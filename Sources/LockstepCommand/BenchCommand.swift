import ArgumentParser
import Parallel
import Training

/// `lockstep bench`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures the program on this machine.",
    subcommands: [BenchStepCommand.self], defaultSubcommand: BenchStepCommand.self)
}
struct BenchStepCommand: GroupCommand {
  static let configuration = CommandConfiguration(commandName: "step", abstract: "Times steps.")
  func run(in group: ProcessGroup) throws {}
}
