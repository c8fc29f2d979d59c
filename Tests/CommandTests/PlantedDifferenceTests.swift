import FileFormats
import Foundation
import TestSupport
import Testing

/// What `lockstep compare` names where one thing of a run, or of a file, was changed.
@Suite("a planted difference")
struct PlantedDifferenceTests {
  private static let epochs = 2
  private static let lastFile = "step-00000010.safetensors"

  /// A folder with a run, `base`, whose batches are the data's in their order.
  private struct Runs {
    let folder: TrainingFolder
    private let options: [String]

    init(_ folder: TrainingFolder) throws {
      self.folder = folder
      options =
        try RandomLayers.options(in: folder, epochs: PlantedDifferenceTests.epochs) + [
          "--no-shuffle", "--digest-gradients",
        ]
      try train("base")
    }

    func train(_ name: String, _ further: [String] = [], data: String = "images") throws {
      let result = try folder.lockstep(
        ["train", "--data", data, "--checkpoint-dir", name, "--verbose", "0"] + options
          + ["--digest", "\(name).digests"] + further)
      try #require(result.exitCode == 0, "\(result)")
    }

    /// Compares two files or folders, which must differ, and returns the lines.
    func compare(_ one: String, _ other: String) throws -> [String] {
      let result = try folder.lockstep(["compare", one, other])
      #expect(result.exitCode == 1, "\(result)")
      #expect(result.standardError.isEmpty, "\(result)")
      return result.standardOutput.split(separator: "\n").map(String.init)
    }

    /// Writes the base run's last checkpoint again, with other tensors.
    func rewrite(
      _ name: String, _ change: (inout [String: (shape: [Int], values: [Float])]) -> Void
    ) throws {
      let file = try SafetensorsFile(folder.path("base/\(PlantedDifferenceTests.lastFile)"))
      var metadata = file.metadata
      metadata["checksums"] = nil
      metadata["headerChecksum"] = nil
      var tensors: [String: (shape: [Int], values: [Float])] = [:]
      for tensor in file.tensors {
        tensors[tensor.name] = (tensor.shape, try file.floats(tensor.name))
      }
      change(&tensors)
      var writer = SafetensorsWriter(metadata: metadata, checksums: true)
      for name in tensors.keys.sorted() {
        guard let tensor = tensors[name] else { continue }
        writer.add(name, shape: tensor.shape, tensor.values)
      }
      try writer.write(to: folder.path(name))
    }

    /// Copies the data, and changes one of the files from a byte on.
    func copyData(
      _ name: String, file: String, _ change: (inout Data) -> Void
    ) throws {
      try FileManager.default.copyItem(
        at: folder.data, to: folder.url.appending(path: name))
      let url = folder.url.appending(path: "\(name)/\(file)")
      var content = try Data(contentsOf: url)
      change(&content)
      try content.write(to: url)
    }
  }

  private func withRuns(_ body: (Runs) throws -> Void) throws {
    try TrainingFolder.with(sampleCount: RandomLayers.sampleCount) { try body(Runs($0)) }
  }

  @Test("of settings or data is named by the first step and the tensors that it changes")
  func steps() throws {
    try withRuns { runs in
      try runs.train("seed", ["--seed", "1"])
      let seed = try runs.compare("base.digests", "seed.digests")
      #expect(
        seed.prefix(3) == [
          "seed: \"0\", other \"1\"", "First different step: 1",
          "  gradients: batch_normalization/beta",
        ], "\(seed)")

      // The gradients of the first step are still the same.
      try runs.train("rate", ["--learning-rate", "0.002"])
      let rate = try runs.compare("base.digests", "rate.digests")
      #expect(
        rate.first?.hasPrefix("learningRate: 0.001") == true
          && rate.first?.contains(", other 0.002") == true, "\(rate)")
      #expect(rate[1].hasPrefix("compile: "), "\(rate)")
      #expect(
        rate[2...3] == ["First different step: 1", "  parameters: batch_normalization/beta"],
        "\(rate)")
      #expect(!rate.contains { $0.contains("gradients") }, "\(rate)")

      // The last sample of the fourth batch.
      let images = SmallImages.names[0]
      try runs.copyData("other-images", file: images) { $0[16 + 255 * 784 + 400] ^= 255 }
      try runs.train("images", data: "other-images")
      let data = try runs.compare("base.digests", "images.digests")
      #expect(data[0].hasPrefix("data: ") && data[1] == "First different step: 4", "\(data)")
      #expect(data.contains("  gradients: dense/kernel"), "\(data)")

      // The first sample of the third one.
      let labels = SmallImages.names[1]
      try runs.copyData("other-labels", file: labels) { $0[8 + 128] = ($0[8 + 128] + 1) % 10 }
      try runs.train("labels", data: "other-labels")
      let label = try runs.compare("base.digests", "labels.digests")
      #expect(
        label[0].hasPrefix("data: ") && label[1] == "First different step: 3", "\(label)")
      #expect(label.contains("  gradients: dense_1/bias"), "\(label)")
    }
  }

  @Test("of one bit in memory is named by checkpoint, tensor, element and distance")
  func bits() throws {
    try withRuns { runs in
      for (part, index, tensor, element) in [
        ("weights", 100, "dense/kernel", "[4, 4]"),
        ("slots", 101, "optimizer/momentum/dense/kernel", "[4, 5]"),
      ] {
        try runs.train(
          part, ["--inject", "bitflip:rank=0,step=10,part=\(part),index=\(index),bit=0"])
        let found = try runs.compare("base", part)
        #expect(
          found.first == "First different checkpoint: step 10; the same at step 5", "\(found)")
        let rows = found.filter { $0.hasSuffix(" ulp") }
        #expect(rows.count == 1, "\(found)")
        #expect(
          rows.first?.hasPrefix("\(tensor) ") == true
            && rows.first?.contains(" \(element) ") == true
            && rows.first?.hasSuffix(" 1 ulp") == true, "\(found)")
      }
    }
  }

  @Test("in a file is named: NaN, a missing tensor, a transposed one, another step")
  func files() throws {
    try withRuns { runs in
      let base = "base/\(Self.lastFile)"
      func row(_ name: String) throws -> String {
        let found = try runs.compare(base, name)
        #expect(found.contains { $0.hasPrefix("1 of ") && $0.contains(" differ") }, "\(found)")
        return found.last ?? ""
      }
      try runs.rewrite("nan") { $0["dense_1/bias"]?.values[3] = .nan }
      let nan = try row("nan")
      #expect(nan.hasPrefix("dense_1/bias ") && nan.hasSuffix(" NaN"), "\(nan)")
      #expect(nan.contains(" [3] "), "\(nan)")

      try runs.rewrite("missing") { $0["batch_normalization/moving_mean"] = nil }
      let missing = try row("missing").split(separator: " ")
      #expect(
        missing == ["batch_normalization/moving_mean", "all", "there", "absent"], "\(missing)")

      try runs.rewrite("transposed") { tensors in
        guard let tensor = tensors["dense_1/kernel"] else { return }
        let (rows, columns) = (tensor.shape[0], tensor.shape[1])
        tensors["dense_1/kernel"] = (
          [columns, rows],
          (0..<columns * rows).map { tensor.values[$0 % rows * columns + $0 / rows] }
        )
      }
      let transposed = try row("transposed")
      #expect(transposed.hasPrefix("dense_1/kernel "), "\(transposed)")
      #expect(
        transposed.contains("F32 [24, 10]") && transposed.contains("F32 [10, 24]"), "\(transposed)")

      let step = try runs.compare("base/step-00000005.safetensors", base)
      #expect(step.contains("position.iterations: 5, other 10"), "\(step)")
      #expect(step.contains { $0.hasPrefix("dense/kernel ") }, "\(step)")
    }
  }

  /// Files of the package safetensors 0.8.0 for NumPy: doubles, halves, floats and an integer, the
  /// second file with one float's next neighbour.
  @Test("is named in files of another program")
  func otherProgram() throws {
    let file =
      "GAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJucCJ9LCJzdGVwcyI6eyJkdHlwZSI6Ikk2NCIsInNo"
      + "YXBlIjpbMV0sImRhdGFfb2Zmc2V0cyI6WzAsOF19LCJsaW5lYXIuYmlhcyI6eyJkdHlwZSI6IkY2NCIsInNoYXBl"
      + "IjpbMl0sImRhdGFfb2Zmc2V0cyI6WzgsMjRdfSwibGluZWFyLndlaWdodCI6eyJkdHlwZSI6IkYzMiIsInNoYXBl"
      + "IjpbMiwzXSwiZGF0YV9vZmZzZXRzIjpbMjQsNDhdfSwiaGFsZiI6eyJkdHlwZSI6IkYxNiIsInNoYXBlIjpbM10s"
      + "ImRhdGFfb2Zmc2V0cyI6WzQ4LDU0XX19BwAAAAAAAAAAAAAAAADgPwAAAAAAAPC/AACAPwAAAEAAAEBAAACAQA"
    let texts = [file + "AAoEAAAMBAADwAQABC", file + "EAoEAAAMBAADwAQABC"]
    try withTemporaryDirectory { folder in
      for (name, text) in zip(["one", "other"], texts) {
        try #require(Data(base64Encoded: text)).write(to: folder.appending(path: name))
      }
      let result = try Job.solo("lockstep", ["compare", "one", "other"], directory: folder)
      #expect(result.exitCode == 1, "\(result)")
      let lines = result.standardOutput.split(separator: "\n")
      try #require(lines.first == "1 of 4 tensors differ:", "\(result)")
      #expect(
        lines.last?.split(separator: " ")
          == ["linear.weight", "6", "1", "[1,", "1]", "5.0", "5.0000005", "1", "ulp"], "\(result)")
      let same = try Job.solo("lockstep", ["compare", "one", "one"], directory: folder)
      #expect(
        same.standardOutput == "The same bits in all 4 tensors, and the same settings.\n", "\(same)"
      )
    }
  }
}
