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

  @Test("has no option of an update in its help, and takes none")
  func help() throws {
    let help = try Job.solo("lockstep", ["check-gradients", "--help"])
    for option in ["--optimizer", "--learning-rate", "--metrics", "--clip-norm"] {
      #expect(!help.standardOutput.contains(option), "\(option)")
    }
    #expect(help.standardOutput.contains("--loss <name"), "\(help)")
    let result = try Job.solo("lockstep", ["check-gradients", "mlp", "--optimizer", "sgd"])
    #expect(result.exitCode == 64)
    expectOneErrorLine(result, containing: ["--optimizer"])
  }
}
