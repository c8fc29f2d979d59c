import ArgumentParser

/// `lockstep bench`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures the program on this machine.",
    subcommands: [
      BenchStepCommand.self, BenchScalingCommand.self, BenchKernelsCommand.self,
      BenchExchangeCommand.self,
      BenchCheckpointCommand.self,
    ],
    defaultSubcommand: BenchStepCommand.self)
}
