import FileFormats
import Foundation
import Kernels
import TestSupport
import Testing

/// The program holds kernels for several instruction sets, which give the same bits.
@Suite("train, with the kernels that LOCKSTEP_KERNELS names")
struct InstructionSetIdentityTests {
  @Test(
    "writes the same files with every set",
    .enabled(if: InstructionSet.supported.count > 1, "this processor executes one set"),
    arguments: [
      "mlp", "cnn", "leaky-relu", "sgd-momentum", "sparse", "dropout", "deep", "batch-norm",
      "moons", "counts",
    ])
  func sameFiles(model: String) throws {
    let data = ["moons", "counts"].contains(model) ? model : "digits"
    let found = try InstructionSet.supported.map { set in
      try withTemporaryDirectory { url in
        let result = try Job.solo(
          "lockstep",
          [
            "train", "--model", model, "--data", data, "--train-samples", "1283", "--epochs", "1",
            "--verbose", "0", "--checkpoint-dir", "run",
          ], environment: ["LOCKSTEP_KERNELS": set.rawValue], directory: url)
        try #require(result.exitCode == 0, "\(set): \(result)")
        let folder = url.appending(path: "run")
        let name = try #require(
          FileManager.default.contentsOfDirectory(atPath: folder.path)
            .first { $0.hasSuffix(".safetensors") })
        return try Data(contentsOf: folder.appending(path: name))
      }
    }
    for (set, file) in zip(InstructionSet.supported, found).dropFirst() {
      #expect(file == found[0], "\(model): \(set) differs from \(InstructionSet.supported[0])")
    }
  }

  @Test("a name that is none is refused", arguments: ["v2", "native"])
  func refuses(name: String) throws {
    let result = try Job.solo(
      "lockstep", ["train", "--data", "digits", "--max-steps", "1"],
      environment: ["LOCKSTEP_KERNELS": name])
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: ["LOCKSTEP_KERNELS", name, "expected"])
  }
}
