import Foundation
import TestSupport
import Testing

@Suite("inspect")
struct InspectCommandTests {
  private func inspect(_ arguments: [String], in url: URL) throws -> String {
    let result = try Job.solo("lockstep", ["inspect"] + arguments, directory: url)
    #expect(result.exitCode == 0 && result.standardError.isEmpty, "\(result)")
    return result.standardOutput
  }

  @Test("names the option for what a file leaves open")
  func options() throws {
    try withTemporaryDirectory { url in
      try Data("0,1,2\n1,0,2\n3,1,4\n".utf8).write(to: url.appending(path: "a.csv"))
      let result = try Job.solo("lockstep", ["inspect", "a.csv"], directory: url)
      #expect(
        result.exitCode == 65
          && result.standardError.hasSuffix(
            "expected yes or no to say which (--header)\n"),
        "\(result)")
    }
  }

  @Test("shows arrays: shapes, types, ranges, classes, duplicates, and rows")
  func arrays() throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      let x: [Float] = [1, 2, 3, 4, 1, 2, -1, 0]
      try folder.writeArchive(
        "a.npz",
        [
          ("x_train", npyFile("<f4", [4, 2], bytes(x))),
          ("y_train", npyFile("<i8", [4], bytes([0, 1, 2, 0] as [Int64]))),
          ("x_test", npyFile("<f4", [2, 2], bytes([3, 4, 7, .nan] as [Float]))),
          ("y_test", npyFile("<i8", [2], bytes([0, 5] as [Int64]))),
        ])
      let expected = """
        a.npz
          train: 4 samples of [2], float32: -1 to 4, mean 1.5, deviation 1.5, 12.5 % zeros
          train labels: 3 classes: 0 2, 1 1, 2 1
          train samples equal to an earlier one: 1, with another label: 1
          test: 2 samples of [2], float32: 3 to 7, mean 4.66667, deviation 1.69967, 0 % zeros
          test numbers that are NaN or infinite, which end a training: 1
          test labels: 6 classes: 0 1, 1 0, 2 0, 3 0, 4 0, 5 1
          test samples equal to an earlier one: 0, with another label: 0
          test samples that are in the training set: 1
          1, 2 -> 0
          3, 4 -> 1
          1, 2 -> 2

        """
      #expect(try inspect(["a.npz"], in: url) == expected)
    }
  }

  @Test("rounds no whole number")
  func integers() throws {
    try withTemporaryDirectory { url in
      func range(_ type: String, _ content: [UInt8]) throws -> [String] {
        try Data(npyFile(type, [2, 2], content)).write(to: url.appending(path: "x.npy"))
        return try inspect(["x.npy"], in: url).split(separator: "\n").map(String.init)
      }
      let signed = try range("<i8", bytes([9_007_199_254_740_993, 5, .min, 16_777_217] as [Int64]))
      #expect(
        signed[1].contains("int64: -9223372036854775808 to 9007199254740993, mean "), "\(signed)")
      #expect(
        signed.suffix(2) == ["  9007199254740993, 5", "  -9223372036854775808, 16777217"])
      let unsigned = try range("<u8", bytes([.max, 5, 1, 16_777_217] as [UInt64]))
      #expect(unsigned[1].contains("uint64: 1 to 18446744073709551615, mean "), "\(unsigned)")
    }
  }

  @Test("draws what has the shape of an image, beside one another")
  func images() throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      // A bright diagonal, and a bright lower half.
      let pixels =
        (0..<64).map { UInt8($0 % 9 == 0 ? 255 : 0) } + (0..<64).map { UInt8($0 < 32 ? 0 : 255) }
      try folder.writeFolder(
        "data",
        [
          ("x_train", npyFile("|u1", [2, 8, 8], pixels)),
          ("y_train", npyFile("<f8", [2], bytes([0.5, 2] as [Double]))),
        ])
      let lines = try inspect(["data"], in: url).split(separator: "\n").map(String.init)
      #expect(lines[0] == "data")
      #expect(lines[1].hasPrefix("  train: 2 samples of [8, 8], uint8: 0 to 255, mean 79.6875"))
      #expect(
        lines[2] == "  train labels: values of shape [1], 0.5 to 2, mean 1.25, deviation 0.75")
      #expect(lines[4] == "  no test set")
      #expect(
        Array(lines[5...]) == [
          "  ++", "    ++", "      ++    @@@@@@@@", "        ++  @@@@@@@@", "  0.5       2",
        ])
    }
  }

  @Test("shows tables by their names, built-in data, folders of images and single arrays")
  func others() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      try Data("a,b,kind\n1,2,red\n3,4,blue\n5,6,red\n".utf8)
        .write(to: folder.url.appending(path: "t.csv"))
      let table = try inspect(["t.csv"], in: folder.url)
      #expect(table.contains("train labels: 2 classes: blue 1, red 2\n"), "\(table)")
      #expect(table.hasSuffix("  a, b\n  1, 2 -> red\n  3, 4 -> blue\n  5, 6 -> red\n"), "\(table)")
      let images = try inspect([folder.data.path], in: folder.url)
      #expect(images.contains("train: 20 samples of [28, 28], uint8: 0 to 255"), "\(images)")
      #expect(images.contains("train labels: 10 classes: 0 2, 1 2"), "\(images)")
      let moons = try inspect(["moons"], in: folder.url)
      #expect(moons.contains("train labels: 2 classes: 0 2000, 1 2000"), "\(moons)")
      try Data(npyFile(">i2", [3, 1], bytes([1, 2, 3] as [Int16], isBigEndian: true)))
        .write(to: folder.url.appending(path: "x.npy"))
      let array = try inspect(["x.npy"], in: folder.url)
      #expect(array.hasPrefix("x.npy: int16, big-endian of shape [3, 1]\n"), "\(array)")
      #expect(array.hasSuffix("  1\n  2\n  3\n"), "\(array)")
    }
  }

  @Test("shows a run's newest checkpoint, and a damaged one as far as it can")
  func checkpoints() throws {
    try TrainingFolder.with(sampleCount: 40) { folder in
      try folder.train(["--epochs", "2"])
      let shown = try inspect(["run"], in: folder.url)
      #expect(shown.hasPrefix("run/step-00000002.safetensors: 12 tensors\n"), "\(shown)")
      for line in [
        "  kind: checkpoint of a run\n", "  step: 2\n", "  epoch: 2 complete\n",
        "  settings: batch size 128, leaves 8, seed 0, shuffled\n", " of 40 samples\n",
        "407050 parameters\n",
      ] { #expect(shown.contains(line), "\(line): \(shown)") }
      let row = shown.split(separator: "\n").first { $0.hasPrefix("dense/kernel ") }
      #expect(row?.contains(" [784, 512]  F32 ") == true, "\(shown)")

      let file = folder.url.appending(path: "run/step-00000002.safetensors")
      var bytes = try Data(contentsOf: file)
      bytes[bytes.count - 1] ^= 1
      try bytes.write(to: file)
      let damaged = try Job.solo("lockstep", ["inspect", "run"], directory: folder.url)
      #expect(damaged.exitCode == 65, "\(damaged)")
      #expect(damaged.standardOutput.contains("  checksums: wrong\n"), "\(damaged)")
      #expect(damaged.standardOutput.contains("dense/kernel"), "\(damaged)")
      expectOneErrorLine(damaged, containing: ["CRC-32"])
    }
  }

  @Test("shows the tensors of other programs, under harmless names")
  func foreignTensors() throws {
    try withTemporaryDirectory { url in
      let header =
        #"{"a\u001b[31m":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"#
        + #""b":{"dtype":"I8","shape":[2],"data_offsets":[16,18]},"#
        + #""c":{"dtype":"F8_E5M2","shape":[1],"data_offsets":[18,19]},"#
        + #""__metadata__":{"format":"pt"}}"#
      let values: [Float] = [3, -4, .nan, 0]
      let content =
        bytes([Int64(header.utf8.count)]) + Array(header.utf8) + bytes(values) + [0x80, 1, 0]
      try Data(content).write(to: url.appending(path: "x.safetensors"))
      let shown = try inspect(["x.safetensors"], in: url)
      let rows = shown.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      try #require(rows.count == 6, "\(shown)")
      #expect(rows[0] == ["x.safetensors:", "3", "tensors"])
      #expect(rows[2] == ["a?[31m", "[2,", "2]", "F32", "5", "-4", "3", "1", "1", "0"])
      #expect(rows[3] == ["b", "[2]", "I8", "128.004", "-128", "1", "0", "0", "0"])
      #expect(rows[4] == ["c", "-", "F8_E5M2", "-", "-", "-", "-", "-", "-"])
      #expect(rows[5].last == "1", "\(shown)")
    }
  }

  @Test("names what it cannot show in one line")
  func errors() throws {
    try withTemporaryDirectory { url in
      func expect(_ arguments: [String], _ exitCode: Int32, _ words: [String]) throws {
        let result = try Job.solo("lockstep", ["inspect"] + arguments, directory: url)
        #expect(result.exitCode == exitCode, "\(arguments): \(result)")
        expectOneErrorLine(result, containing: words)
      }
      try Data("{}".utf8).write(to: url.appending(path: "a.csv"))
      try Data(npyFile("|O", [1], [0])).write(to: url.appending(path: "o.npy"))
      let header = Data([2, 0, 0, 0, 0, 0, 0, 0]) + Data("{}".utf8)
      try header.write(to: url.appending(path: "step.safetensors"))
      try (header + [0]).write(to: url.appending(path: "long.safetensors"))
      for (name, start, words) in [
        ("a.onnx", [8, 9, 0x12, 6], ["an ONNX model", "lockstep export"]),
        ("a.pkl", [0x80, 4, 0x95, 0], ["a Python pickle", "numpy.savez"]),
        ("a.h5", [0x89] + Array("HDF\r\n\u{1A}\n".utf8), ["an HDF5 file", "--initial-weights"]),
        ("model.json", Array(#"{"class_name": "Sequential"}"#.utf8), ["JSON", "lockstep summary"]),
        (
          "a.keras", ZipFile([ZipFile.Member("config.json", Array("{}".utf8))]).file,
          ["a .keras archive", "lockstep summary"]
        ),
      ] as [(String, [UInt8], [String])] {
        try Data(start).write(to: url.appending(path: name))
        try expect([name], 65, words)
      }
      try FileManager.default.createDirectory(
        at: url.appending(path: "empty"), withIntermediateDirectories: false)
      try expect(["empty"], 65, ["an empty folder"])
      try expect(["none.npz"], 66, ["none.npz"])
      try expect(["none"], 66, ["none"])
      try expect(["a.csv"], 65, ["a.csv: found JSON"])
      try expect(["o.npy"], 65, ["o.npy: byte 20", "Python objects"])
      try expect(["long.safetensors"], 65, ["long.safetensors", "data"])
      try expect(["step.safetensors", "--label-column", "1"], 64, ["a file of tensors"])
      try expect([""], 64, ["the data"])
    }
  }
}
