import Foundation
import TestSupport
import Testing

/// Data of one's own in NumPy's arrays.
@Suite("train, with NumPy's arrays")
struct ArrayDataTests {
  @Test("writes the same checkpoint for every form of the same numbers, on any number of ranks")
  func identity() throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      let arrays = ArrayFolder.arrays(.classes)
      try folder.writeModel("model.json", units: 3, activation: "softmax")
      try folder.writeArchive("stored.npz", arrays)
      try folder.writeArchive("deflated.npz", arrays, isDeflated: true)
      try folder.writeFolder("folder", arrays)
      var checkpoints: [String: Data] = [:]
      for (data, ranks, perHost) in [
        ("stored.npz", nil, nil), ("stored.npz", 3, nil), ("deflated.npz", 2, nil),
        ("folder", nil, nil), ("folder", 4, 2),
      ] as [(String, Int?, Int?)] {
        let run = "\(data)-\(ranks ?? 0)"
        let result = try folder.lockstep(
          [
            "train", "--data", data, "--model", "model.json", "--epochs", "2", "--batch-size", "16",
            "--verbose", "0", "--checkpoint-dir", run, "--validate",
          ], ranks: ranks, ranksPerHost: perHost)
        try #require(result.exitCode == 0, "\(run): \(result)")
        #expect(result.standardOutput.contains("Test accuracy: "), "\(run): \(result)")
        checkpoints[run] = try folder.newest(run)
      }
      #expect(Set(checkpoints.values).count == 1, "\(checkpoints.mapValues(\.count))")

      let path = url.appending(path: "folder-0/step-00000012.safetensors").path
      let evaluation = try folder.lockstep(["evaluate", path, "--data", "deflated.npz"])
      #expect(evaluation.exitCode == 0, "\(evaluation)")
      #expect(evaluation.standardOutput.contains("Test accuracy: "), "\(evaluation)")
    }
  }

  @Test("of bytes trains as on the same bytes divided by 255")
  func bytes() throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      try folder.writeModel("model.json", units: 3, activation: "softmax")
      let arrays = ArrayFolder.arrays(.classes, sampleType: "|u1")
      try folder.writeArchive("bytes.npz", arrays)
      let divided = arrays.map { name, file in
        guard name.hasPrefix("x") else { return (name: name, file: file) }
        let content = file.dropFirst(128).map { Float($0) / 255 }
        return (
          name: name, file: npyFile("<f4", [content.count / 4, 4], TestSupport.bytes(content))
        )
      }
      try folder.writeArchive("floats.npz", divided)
      func losses(_ data: String) throws -> [String] {
        let result = try folder.lockstep([
          "train", "--data", data, "--model", "model.json", "--epochs", "1", "--batch-size", "16",
          "--verbose", "0", "--checkpoint-dir", "\(data)-run", "--log-every", "1",
        ])
        try #require(result.exitCode == 0, "\(result)")
        return result.standardOutput.split(separator: "\n").map(String.init)
          .filter { !$0.hasPrefix("Checkpoint") }
      }
      let expected = try losses("floats.npz")
      #expect(expected.count > 6)
      #expect(try losses("bytes.npz") == expected)
    }
  }

  @Test("takes labels that are no whole numbers as values, and resumes on the same data alone")
  func regression() throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      try folder.writeModel("model.json", units: 1, activation: "linear")
      try folder.writeFolder("data", ArrayFolder.arrays(.values, testCount: 0))
      try folder.writeFolder("other", ArrayFolder.arrays(.values, trainCount: 100, testCount: 0))
      func train(_ data: String, _ options: [String], run: String, ranks: Int? = nil) throws
        -> JobResult
      {
        try folder.lockstep(
          [
            "train", "--data", data, "--model", "model.json", "--epochs", "3", "--batch-size", "16",
            "--verbose", "2", "--validation-split", "0.25", "--checkpoint-dir", run,
          ] + options, ranks: ranks)
      }
      let whole = try train("data", [], run: "whole")
      #expect(whole.exitCode == 0 && whole.standardOutput.contains("val_loss"), "\(whole)")
      // Nothing to test with, and no accuracy of values.
      #expect(!whole.standardOutput.contains("Test "), "\(whole)")
      #expect(!whole.standardOutput.contains("accuracy"), "\(whole)")
      let half = try train("data", ["--max-steps", "7"], run: "half", ranks: 2)
      #expect(half.exitCode == 0, "\(half)")
      let other = try train("other", ["--resume"], run: "half")
      #expect(other.exitCode == 65, "\(other)")
      expectOneErrorLine(other, containing: ["data"])
      let resumed = try train("data", ["--resume"], run: "half", ranks: 3)
      #expect(resumed.exitCode == 0, "\(resumed)")
      #expect(try folder.newest("half") == folder.newest("whole"))
    }
  }

  @Test("names the sample of the test set that is not finite, and the file")
  func notFiniteTests() throws {
    try ArrayFolder.withTrained { folder in
      let number: [UInt8] = [0x7E, 0x37, 0xE4, 0x3C, 0x88, 0x00, 0x75, 0x9C]  // 1e300
      for (bytes, found) in [
        ([0x7F, 0xF8, 0, 0, 0, 0, 0, 0], "found nan"),
        (number, "found 1e+300, too large for single precision"),
      ] {
        var arrays = ArrayFolder.arrays(.classes, sampleType: ">f8")
        // Element 1 of sample 3.
        let first = arrays[2].file.count - 32 * 4 * 8 + 8 * 13
        arrays[2].file.replaceSubrange(first..<first + 8, with: bytes)
        try folder.writeArchive("data.npz", arrays)
        let model = try FileManager.default.contentsOfDirectory(
          atPath: folder.url.appending(path: "run").path
        ).filter { $0.hasPrefix("step") }[0]
        for arguments in [
          ["evaluate", "run/\(model)"],
          [
            "train", "--model", "model.json", "--validate", "--monitor", "val_loss", "--epochs",
            "1",
          ],
        ] {
          let result = try folder.lockstep(arguments + ["--data", "data.npz", "--verbose", "0"])
          #expect(result.exitCode == 65, "\(result)")
          expectOneErrorLine(
            result,
            containing: [
              "data.npz: x_test.npy: element 1 of sample 3, counted from 0: \(found); expected finite"
            ])
        }
      }
    }
  }

  @Test("names the sample with a NaN, and the file that was overwritten meanwhile")
  func changed() throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      try folder.writeModel("model.json", units: 3, activation: "softmax")
      try folder.writeFolder("data", ArrayFolder.arrays(.classes))
      let path = url.appending(path: "data/x_train.npy")
      var file = try Data(contentsOf: path)
      // Element 2 of sample 5.
      file.replaceSubrange(128 + 4 * 22..<128 + 4 * 23, with: [0, 0, 0xC0, 0x7F])
      let broken = file
      try broken.write(to: path)
      func train(_ options: [String], ranks: Int? = nil) throws -> JobResult {
        try folder.lockstep(
          ["train", "--data", "data", "--model", "model.json", "--verbose", "0"] + options,
          ranks: ranks)
      }
      for ranks in [nil, 2] {
        let result = try train(["--epochs", "1"], ranks: ranks)
        #expect(result.exitCode == 65, "\(result)")
        expectOneErrorLine(
          result, containing: ["element 2 of training sample 5", "is nan in data/x_train.npy"])
      }
      // No data meet a bit of another file, and a checkpoint says what it was trained on.
      try folder.writeFolder("data", ArrayFolder.arrays(.classes))
      let script = """
        (until ls run/step-*.safetensors >/dev/null 2>&1; do sleep 0.01; done; \
        printf x | dd of=data/x_train.npy bs=1 seek=200 conv=notrunc 2>/dev/null) &
        "$0" train --data data --model model.json --verbose 0 --epochs 1000000 --batch-size 96 \
        --checkpoint-dir run --keep 1
        code=$?; wait; exit $code
        """
      let result = try Job.program(
        "sh", ["-c", script, try Products.path(of: "lockstep")], directory: url)
      #expect(result.exitCode == 65, "\(result)")
      expectOneErrorLine(result, containing: ["x_train.npy", "another content"])
    }
  }

  @Test("checks the classes of the test set before the training")
  func testClass() throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      try folder.writeModel("model.json", units: 3, activation: "softmax")
      var arrays = ArrayFolder.arrays(.classes)
      arrays[3].file = npyFile("<i8", [32], TestSupport.bytes([Int64](repeating: 7, count: 32)))
      try folder.writeArchive("data.npz", arrays)
      for loss in ["sparse_categorical_crossentropy", "categorical_crossentropy"] {
        let result = try folder.lockstep(
          ["train", "--data", "data.npz", "--model", "model.json", "--loss", loss, "--epochs", "1"])
        #expect(result.exitCode == 65, "\(result)")
        expectOneErrorLine(result, containing: [loss, "classes 0 to 2", "class 7"])
        #expect(result.standardOutput.isEmpty, "\(result)")
      }
    }
  }

  @Test("says what is missing, and what does not fit")
  func errors() throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      try folder.writeModel("three.json", units: 3, activation: "softmax")
      try folder.writeModel("one.json", units: 1, activation: "sigmoid")
      try folder.writeArchive("classes.npz", ArrayFolder.arrays(.classes))
      try folder.writeArchive("train.npz", ArrayFolder.arrays(.classes, testCount: 0))
      try folder.writeArchive("y.npz", ArrayFolder.arrays(.classes).filter { $0.name != "x_train" })
      try Data("no archive".utf8).write(to: url.appending(path: "text.npz"))
      func expect(
        _ arguments: [String], _ exitCode: Int32, _ words: [String], ranks: Int? = nil
      ) throws {
        let result = try folder.lockstep(arguments, ranks: ranks)
        #expect(result.exitCode == exitCode, "\(arguments): \(result)")
        expectOneErrorLine(result, containing: words)
      }
      func train(_ data: String, _ model: String) -> [String] {
        ["train", "--data", data, "--model", model, "--verbose", "0"]
      }
      try expect(
        train("train.npz", "three.json") + ["--validate"], 64, ["--validate", "x_test and y_test"])
      try expect(train("y.npz", "three.json"), 65, ["y.npz: found y_train alone"], ranks: 2)
      try expect(train("text.npz", "three.json"), 65, ["text.npz: found", "an .npz archive"])
      try expect(train("none.npz", "three.json"), 66, ["none.npz"], ranks: 2)
      try expect(train("classes.npz", "one.json"), 65, ["classes 0 and 1", "class 2"])
      try expect(train("classes.npz", "mlp"), 65, ["have shape [4], the model takes [784]"])
      try expect(
        train("classes.npz", "three.json") + ["--log", "classes.npz"], 64, ["--log", "--data"])
      let run = try folder.lockstep(
        train("classes.npz", "three.json") + ["--epochs", "1", "--checkpoint-dir", "run"])
      try #require(run.exitCode == 0, "\(run)")
      try expect(
        ["evaluate", "run/step-00000001.safetensors", "--data", "train.npz"], 65,
        ["train.npz: found no test set"])
    }
  }
}
