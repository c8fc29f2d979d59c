/// The faults of a run.
package struct FaultPlan: Sendable, Equatable {
  /// The environment variable with the number of the start, from 1.
  package static let attemptVariable = "LOCKSTEP_ATTEMPT"

  /// The faults in the order given; empty after a restart.
  package let faults: [Fault]

  /// Creates a plan for the first attempt only: otherwise the same fault would recur after every
  /// restart.
  ///
  /// - Parameters:
  ///   - faults: The faults.
  ///   - environment: The environment variables; without `LOCKSTEP_ATTEMPT` this is the first
  ///     attempt.
  /// - Throws: `TrainingError.invalidValue` for an attempt that is not a number from 1 up.
  package init(_ faults: [Fault], environment: [String: String]) throws(TrainingError) {
    let text = environment[Self.attemptVariable] ?? "1"
    guard let attempt = Int(text), attempt >= 1 else {
      throw .invalidValue(
        of: Self.attemptVariable, expected: "a whole number from 1 up", found: text)
    }
    self.faults = attempt == 1 ? faults : []
  }

  /// Creates a plan without faults.
  package init() { faults = [] }

  /// Checks that the ranks of the faults exist.
  ///
  /// - Throws: `TrainingError.invalidValue` naming the first that does not exist.
  package func check(worldSize: Int) throws(TrainingError) {
    guard let fault = faults.first(where: { $0.rank >= worldSize }) else { return }
    throw .invalidValue(
      of: "rank of an injected fault", expected: worldSize == 1 ? "0" : "0 to \(worldSize - 1)",
      found: "\(fault.rank)")
  }
}
