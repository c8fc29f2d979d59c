import Lockstep
import Testing
import Training

@Suite("FaultPlan")
struct FaultPlanTests {
  private static let kill = Fault(.kill, rank: 2, step: 37)

  @Test("has faults only on the first attempt", arguments: [nil, "1", "2", "17"])
  func attempts(attempt: String?) throws {
    let environment = attempt.map { ["LOCKSTEP_ATTEMPT": $0] } ?? [:]
    let plan = try FaultPlan([Self.kill], environment: environment)
    #expect(plan.faults == (attempt == nil || attempt == "1" ? [Self.kill] : []))
  }

  @Test("refuses an attempt that is no number from 1 up", arguments: ["", "0", "-1", "first"])
  func wrongAttempt(attempt: String) {
    let error = TrainingError.invalidValue(
      of: "LOCKSTEP_ATTEMPT", expected: "a whole number from 1 up", found: attempt)
    #expect(throws: error) {
      try FaultPlan([Self.kill], environment: ["LOCKSTEP_ATTEMPT": attempt])
    }
  }

  @Test("refuses ranks that are not there", arguments: [(1, "0"), (2, "0 to 1")])
  func ranks(worldSize: Int, expected: String) throws {
    let plan = try FaultPlan([Self.kill], environment: [:])
    let error = TrainingError.invalidValue(
      of: "rank of an injected fault", expected: expected, found: "2")
    #expect(throws: error) { try plan.check(worldSize: worldSize) }
    #expect(throws: Never.self) { try plan.check(worldSize: 3) }
  }
}
