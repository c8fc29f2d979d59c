import TestSupport
import Testing

@testable import LockstepCommand

@Suite("a negative number")
struct NegativeNumbersTests {
  @Test(
    "is the value of the option before it",
    arguments: [
      (["train", "--limit", "-3"], ["train", "--limit=-3"]),
      (["train", "--rate", "-1e-3", "-v"], ["train", "--rate=-1e-3", "-v"]),
      (["train", "--limit=4", "-3"], ["train", "--limit=4", "-3"]),
      (["train", "x", "-3"], ["train", "x", "-3"]),
      (["train", "--", "--limit", "-3"], ["train", "--", "--limit", "-3"]),
      (["launch", "program", "--limit", "-3"], ["launch", "program", "--limit", "-3"]),
      ([], []),
    ])
  func joined(arguments: [String], expected: [String]) {
    #expect(NegativeNumbers.joined(arguments) == expected)
  }

  @Test("is refused by its value, and is not a value that is missing")
  func refused() throws {
    let result = try Job.solo("lockstep", ["train", "--data", "digits", "--train-samples", "-3"])
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: ["--train-samples", "-3"])
  }
}
