import TestSupport
import Testing

/// Ranks whose models have the same weights, and compute something else with them.
@Suite("RunAgreement")
struct RunAgreementTests {
  @Test(
    "names the layer whose argument differs between ranks, before the first step",
    .timeLimit(.minutes(10)),
    arguments: [
      ("activation", "conv2d"), ("momentum", "batch_normalization"),
      ("epsilon", "batch_normalization"), ("strides", "max_pooling2d"), ("slope", "leaky_re_lu"),
      ("rate", "dropout"),
    ])
  func layers(argument: String, layer: String) throws {
    let result = try Job.mpirun(2, "TrainingExercises", [argument])
    #expect(result.exitCode == 76, "\(result)")
    let lines = result.standardError.split(separator: "\n").filter { $0.contains("error: ") }
    #expect(lines.count == 1 && !result.standardOutput.contains("trained"), "\(result)")
    #expect(lines.first?.contains(layer) ?? false, "\(layer) is not in: \(lines)")
  }

  @Test("lets ranks with equal layers train", .timeLimit(.minutes(10)))
  func equal() throws {
    let result = try Job.mpirun(2, "TrainingExercises", ["nothing"])
    #expect(result.exitCode == 0 && result.standardOutput.contains("trained"), "\(result)")
  }
}
