/// What is launched, where, and how often.
package struct LaunchPlan {
  /// The program that each rank runs, and its arguments.
  package var program: [String]
  /// Where its checkpoints go; nil where it writes none.
  package var folder: String?
  /// The hosts; none where that is this machine, or a batch system's choice.
  package var hosts: [LaunchHost] = []
  /// The ranks, while all hosts answer; nil for one a slot.
  package var ranks: Int?
  /// The fewest ranks that are worth a start.
  package var fewestRanks = 1
  /// The restarts in a row without a newer checkpoint; 0 for a job that is started once.
  package var mostRestarts = 10
  /// The seconds before a restart; doubled, up to 60, while there is no newer checkpoint.
  package var pause = 1
  /// Open MPI's settings.
  package var settings: OpenMPISettings

  /// A program that is started once, on one rank.
  package init(program: [String], settings: OpenMPISettings) {
    self.program = program
    self.settings = settings
  }
}
