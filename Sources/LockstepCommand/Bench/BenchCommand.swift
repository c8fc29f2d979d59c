import ArgumentParser

/// `lockstep bench`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures the program on this machine.",
    discussion: """
        lockstep bench step
        lockstep bench scaling --models mlp --worlds 1,2,4

      Measure on a machine that does nothing else.
      """,
    subcommands: [
      BenchStepCommand.self, BenchScalingCommand.self, BenchKernelsCommand.self,
      BenchExchangeCommand.self,
      BenchCheckpointCommand.self,
    ],
    defaultSubcommand: BenchStepCommand.self)
}
