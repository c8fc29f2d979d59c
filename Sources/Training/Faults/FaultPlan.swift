/// The faults of a run.
package struct FaultPlan: Sendable, Equatable {
  /// The variable of the environment that says how often the run was started, from 1.
  package static let attemptVariable = "LOCKSTEP_ATTEMPT"

  /// The faults, in the order in which they were asked for; none after a restart.
  package let faults: [Fault]

  /// A plan for the first attempt alone: the same fault at the same step would meet every restart.
  ///
  /// - Parameters:
  ///   - faults: The faults.
  ///   - environment: Where `LOCKSTEP_ATTEMPT` is looked up; without it this is the first attempt.
  /// - Throws: `TrainingError.invalidValue` for an attempt that is no number from 1 up.
  package init(_ faults: [Fault], environment: [String: String]) throws(TrainingError) {
    let word = environment[Self.attemptVariable] ?? "1"
    guard let attempt = Int(word), attempt >= 1 else {
      throw .invalidValue(
        of: Self.attemptVariable, expected: "a whole number from 1 up", found: word)
    }
    self.faults = attempt == 1 ? faults : []
  }

  /// A plan in which nothing goes wrong.
  package init() { faults = [] }

  /// Checks that there are such ranks.
  ///
  /// - Throws: `TrainingError.invalidValue` naming the first that is not.
  package func check(worldSize: Int) throws(TrainingError) {
    guard let fault = faults.first(where: { $0.rank >= worldSize }) else { return }
    throw .invalidValue(
      of: "rank of an injected fault", expected: worldSize == 1 ? "0" : "0 to \(worldSize - 1)",
      found: "\(fault.rank)")
  }
}
