import TestSupport
import Testing

@Suite("check-gradients")
struct CheckGradientsCommandTests {
  @Test(
    "finds every gradient right",
    arguments: [
      ["mlp"], ["batch-norm"], ["dropout"], ["moons"], ["counts"],
      ["mlp", "--loss", "mean_squared_error"],
      ["leaky-relu", "--loss", "binary_crossentropy:labelSmoothing=0.1"],
    ])
  func right(arguments: [String]) throws {
    let result = try Job.solo("lockstep", ["check-gradients"] + arguments)
    #expect(result.exitCode == 0, "\(result)")
    let lines = result.standardOutput.split(separator: "\n")
    #expect(lines.dropLast().allSatisfy { $0.hasPrefix("ok ") }, "\(result)")
    #expect(lines.last?.hasPrefix("All \(lines.count - 1) gradients agree") == true, "\(result)")
  }

  @Test(
    "names an invalid option",
    arguments: [("--batch-size", "0", "at least 1"), ("--elements", "1", "at least 2")])
  func errors(option: String, value: String, allowed: String) throws {
    let result = try Job.solo("lockstep", ["check-gradients", "mlp", option, value])
    #expect(result.exitCode == 64)
    expectOneErrorLine(result, containing: ["\(option) is \(value)", allowed])
  }
}
