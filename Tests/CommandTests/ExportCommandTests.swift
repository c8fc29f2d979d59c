import FileFormats
import Foundation
import TestSupport
import Testing

@Suite("export")
struct ExportCommandTests {
  @Test("writes every format, the same from any number of ranks")
  func formats() throws {
    try ArrayFolder.withTrained { folder in
      let endings = [".keras", ".weights.h5", ".npz", ".safetensors", ".json", ".onnx"]
      for ending in endings {
        for (name, ranks) in [("a", nil), ("b", 2)] as [(String, Int?)] {
          let result = try folder.lockstep(
            ["export", "run", "--output", name + ending], ranks: ranks)
          #expect(result.exitCode == 0 && result.standardError.isEmpty, "\(result)")
          #expect(
            result.standardOutput == "Wrote \(name)\(ending) from run/step-00000006.safetensors\n")
        }
        let files = try ["a", "b"].map { name in
          try Data(contentsOf: folder.url.appending(path: name + ending))
        }
        #expect(files[0] == files[1] && !files[0].isEmpty, "\(ending)")
      }
      let named = try folder.lockstep(["export", "run", "--output", "c", "--format", "npz"])
      #expect(named.exitCode == 0, "\(named)")
      let odd = try folder.lockstep(["export", "run", "--output", "ä \nb.npz"])
      #expect(odd.standardOutput.hasPrefix("Wrote ä ?b.npz from ") && odd.exitCode == 0, "\(odd)")
      let archive = try ZipArchive(folder.url.appending(path: "c").path)
      #expect(
        archive.members.map(\.name) == [
          "hidden/kernel.npy", "hidden/bias.npy", "out/kernel.npy", "out/bias.npy",
        ])
    }
  }

  @Test(
    "refuses what it cannot write, with an error that says why",
    arguments: [
      (
        ["export", "run", "--output", "model.h5"], 64,
        "--output is model.h5; expected a file that ends in .keras, .weights.h5, .npz, "
          + ".safetensors, .json, .onnx, or --format"
      ),
      (["export", "run", "--output", ""], 64, "--output is an empty text; expected a path"),
      (["export", "run", "--output", "a", "--format", "pb"], 64, "'pb'"),
      (
        ["export", "run", "--output", "run/step-00000006.safetensors"], 64,
        "--output is run/step-00000006.safetensors; expected another file than that of the checkpoint"
      ),
      (["export", "missing", "--output", "a.npz"], 66, "missing: cannot open"),
      (["export", "run", "--output", "missing/a.npz"], 73, "cannot create"),
    ])
  func errors(arguments: [String], exitCode: Int32, message: String) throws {
    try ArrayFolder.withTrained { folder in
      let result = try folder.lockstep(arguments)
      #expect(result.exitCode == exitCode, "\(result)")
      #expect(result.standardError.contains(message), "\(result)")
      #expect(result.standardError.split(separator: "\n").count == 1, "\(result)")
    }
  }
}
