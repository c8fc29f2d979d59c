import Foundation
import TestSupport
import Testing

/// Data that have the right size, and mean something else than those of the training.
@Suite("data that mean something else than in training")
struct DataMeaningTests {
  private static let numbers = (0..<60).map { row in
    (0..<2).map { ((row * 2 + $0) * 2_654_435_761) >> 9 & 127 }
  }

  private func table(header: String = "a,b,kind", classes: [String] = ["high", "low"]) -> String {
    header + "\n"
      + Self.numbers.map { "\($0[0]),\($0[1]),\(classes[$0[0] > $0[1] ? 0 : 1])\n" }.joined()
  }

  private func withFolder(_ body: (ArrayFolder) throws -> Void) throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      try Data(
        """
        {"class_name": "Sequential", "config": {"layers": [
          {"class_name": "Dense", "config": {"units": 2, "activation": "softmax", "name": "out"}}]}}
        """.utf8
      ).write(to: url.appending(path: "two.json"))
      try write("t.csv", table(), folder)
      let flat = Self.numbers.flatMap(\.self)
      try Data(npyFile("|u1", [60, 2], flat.map { UInt8($0) })).write(
        to: url.appending(path: "bytes.npy"))
      try Data(npyFile("<i8", [60, 2], bytes(flat.map { Int64($0) }))).write(
        to: url.appending(path: "integers.npy"))
      try body(folder)
    }
  }

  private func write(_ name: String, _ text: String, _ folder: ArrayFolder) throws {
    try Data(text.utf8).write(to: folder.url.appending(path: name))
  }

  private func train(
    _ folder: ArrayFolder, _ run: String, data: String = "t.csv", model: String = "two.json",
    _ options: [String] = []
  ) throws -> JobResult {
    try folder.lockstep(
      [
        "train", "--data", data, "--model", model, "--epochs", "2", "--batch-size", "10",
        "--verbose", "0", "--checkpoint-dir", run,
      ] + options)
  }

  @Test("are not taken on where a run goes on")
  func resuming() throws {
    try withFolder { folder in
      try #require(try train(folder, "run", ["--max-steps", "4"]).exitCode == 0)
      for (text, words) in [
        (
          table(header: "b,a,kind"), "list of columns is [\"a\",\"b\"], this run's is [\"b\",\"a\"]"
        ),
        (table(classes: ["high", "small"]), "list of classes is [\"high\",\"low\"]"),
      ] {
        try write("other.csv", text, folder)
        let other = try train(folder, "run", data: "other.csv", ["--resume"])
        #expect(other.exitCode != 0)
        expectOneErrorLine(other, containing: ["run/step-00000004.safetensors", words])
      }
    }
  }

  @Test("are refused by their type, and read by the names of columns from a .keras file too")
  func otherData() throws {
    try withFolder { folder in
      try #require(try train(folder, "run").exitCode == 0)
      let exported = try folder.lockstep(["export", "run", "--output", "m.keras"])
      try #require(exported.exitCode == 0, "\(exported)")
      for model in ["run", "m.keras"] {
        let bytes = try folder.lockstep(["predict", model, "--data", "bytes.npy"])
        #expect(bytes.exitCode == 65, "\(bytes)")
        expectOneErrorLine(bytes, containing: ["bytes.npy: found bytes (uint8)", "float32"])
      }
      let turned = Self.numbers.map { "\($0[1]),\($0[0])\n" }.joined()
      try write("turned.csv", "b,a\n" + turned, folder)
      let outputs = try [
        ("run", "t.csv"), ("run", "turned.csv"), ("m.keras", "t.csv"), ("m.keras", "turned.csv"),
      ].map { model, data in
        let result = try folder.lockstep(["predict", model, "--data", data, "--format", "csv"])
        try #require(result.exitCode == 0, "\(result)")
        return result.standardOutput
      }
      #expect(outputs.allSatisfy { $0 == outputs[0] })
      #expect(outputs[0].hasPrefix("sample,class,name,probability0,probability1\n"))
      let evaluated = try folder.lockstep(
        ["evaluate", "m.keras", "--data", "t.csv", "--verbose", "0"])
      #expect(evaluated.exitCode == 0, "\(evaluated)")
    }
  }

  @Test("are whole numbers of another type than the bytes of the training")
  func bytesAndIntegers() throws {
    try withFolder { folder in
      let flat = Self.numbers.flatMap(\.self)
      let y = npyFile("<i8", [60], bytes(Self.numbers.map { Int64($0[0] > $0[1] ? 0 : 1) }))
      for (name, x) in [
        ("bytes.npz", npyFile("|u1", [60, 2], flat.map { UInt8($0) })),
        ("integers.npz", npyFile("<i8", [60, 2], bytes(flat.map { Int64($0) }))),
      ] {
        try folder.writeArchive(
          name, [("x_train", x), ("y_train", y), ("x_test", x), ("y_test", y)])
        try #require(try train(folder, name + "-run", data: name).exitCode == 0)
      }
      for run in ["bytes", "integers"] {
        for data in ["bytes", "integers"] {
          let result = try folder.lockstep([
            "evaluate", "\(run).npz-run/step-00000012.safetensors", "--data", "\(data).npz",
            "--verbose", "0",
          ])
          #expect((result.exitCode == 0) == (run == data), "\(run), \(data): \(result)")
        }
      }
    }
  }

  @Test(
    "are standardized by the model's own layer, or warned of, with the weights that belong to it")
  func standardized() throws {
    try withFolder { folder in
      try #require(try train(folder, "run", ["--standardize"]).exitCode == 0)
      for name in ["m.json", "m.npz"] {
        let exported = try folder.lockstep(["export", "run", "--output", name])
        try #require(exported.exitCode == 0, "\(exported)")
      }
      let again = try train(folder, "again", model: "m.json", ["--standardize"])
      #expect(again.exitCode == 0, "\(again)")
      #expect(try folder.newest("again") == folder.newest("run"))
      let warned = try train(folder, "warned", model: "m.json", ["--max-steps", "1"])
      #expect(warned.exitCode == 0, "\(warned)")
      #expect(warned.standardError.contains("(Normalization) was adapted to no data"), "\(warned)")
      let weights = ["--initial-weights", "m.npz", "--max-steps", "1"]
      let lost = try train(folder, "lost", weights)
      #expect(lost.exitCode == 65, "\(lost)")
      expectOneErrorLine(lost, containing: ["m.npz: found normalization/mean", "--standardize"])
      let kept = try train(folder, "kept", model: "m.json", weights)
      #expect(kept.exitCode == 0 && kept.standardError.isEmpty, "\(kept)")
    }
  }

  @Test("have deviations too small to be standardized, and are not called constant")
  func smallDeviation() throws {
    try withFolder { folder in
      for (scale, words) in [(1e-12, "e-11"), (1e-30, "e-29")] {
        let rows = Self.numbers.map {
          "\($0[0]),\(Double($0[1]) * scale),\($0[0] > $0[1] ? 0 : 1)\n"
        }
        try write("small.csv", "a,w,kind\n" + rows.joined(), folder)
        let result = try train(folder, "run", data: "small.csv", ["--standardize"])
        #expect(result.exitCode == 65, "\(result)")
        expectOneErrorLine(
          result, containing: ["small.csv: column \"w\": found a deviation of ", words, "multiply"])
      }
    }
  }

  @Test("are images whose form the option's name tells")
  func images() throws {
    try withFolder { folder in
      for name in ["x", "y"] {
        let path = folder.url.appending(path: "images/\(name)")
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        try Data(Array("P5 4 4 255\n".utf8) + (0..<16).map { UInt8($0) }).write(
          to: path.appending(path: "1.pgm"))
      }
      for (shape, words) in [
        ("4, 4, 3", ["(--color-mode) is grayscale; expected rgb"]),
        ("8, 8, 1", ["(--image-size) is 4x4; expected 8x8"]),
      ] {
        try write(
          "images.json",
          """
          {"class_name": "Sequential", "config": {"layers": [
            {"class_name": "InputLayer", "config": {"batch_shape": [null, \(shape)]}},
            {"class_name": "Flatten", "config": {}},
            {"class_name": "Dense", "config": {"units": 2, "activation": "softmax"}}]}}
          """, folder)
        let result = try train(folder, "run", data: "images", model: "images.json")
        #expect(result.exitCode == 64, "\(result)")
        expectOneErrorLine(result, containing: words)
      }
    }
  }
}
