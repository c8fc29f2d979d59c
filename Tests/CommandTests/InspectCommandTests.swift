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
      try expect(["none.npz"], 66, ["none.npz"])
      try expect(["none"], 66, ["none"])
      try expect(["a.csv"], 65, ["a.csv: found JSON"])
      try expect(["o.npy"], 65, ["o.npy: byte 20", "Python objects"])
      try expect(["step.safetensors"], 65, ["found a safetensors file", "lockstep summary"])
      try expect([""], 64, ["the data"])
    }
  }
}
