/// The settings of a launch: program, hosts, ranks and restarts.
package struct LaunchPlan {
  /// The program that each rank runs, and its arguments.
  package var program: [String]
  /// The folder of its checkpoints; nil if it writes none.
  package var folder: String?
  /// The hosts; empty for this machine, or a batch system's allocation.
  package var hosts: [LaunchHost] = []
  /// The number of ranks while all hosts answer; nil for one per slot.
  package var ranks: Int?
  /// The least number of ranks to start.
  package var fewestRanks = 1
  /// The greatest number of consecutive restarts without a newer checkpoint; 0 for a job that is
  /// started once.
  package var mostRestarts = 10
  /// The seconds before a restart; doubled, up to 60, while there is no newer checkpoint.
  package var pause = 1
  /// Open MPI's settings.
  package var settings: OpenMPISettings

  /// Creates the plan of a program that is started once, on one rank.
  package init(program: [String], settings: OpenMPISettings) {
    self.program = program
    self.settings = settings
  }
}
