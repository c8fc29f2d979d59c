import Foundation
import TestSupport
import Testing

/// Data of MNIST's form with other classes and sizes.
@Suite("data of other classes and sizes")
struct OtherDataTests {
  private func bytes(_ sizes: [Int], _ content: [UInt8]) -> Data {
    Data([0, 0, 8, UInt8(sizes.count)])
      + Data(sizes.flatMap { size in [24, 16, 8, 0].map { UInt8(size >> $0 & 255) } })
      + Data(content)
  }

  /// Writes images of a shape, and labels that are taken in turn.
  private func write(to url: URL, shape: [Int], labels: ClosedRange<UInt8>, prefix: String = "")
    throws
  {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (kind, count) in [("train", 96), (prefix.isEmpty ? "t10k" : "test", 32)] {
      let size = shape.reduce(1, *)
      let pixels = (0..<count * size).map { UInt8($0 * 7 % 251) }
      let classes = (0..<count).map { labels.lowerBound + UInt8($0 % labels.count) }
      try bytes([count] + shape, pixels).write(
        to: url.appending(path: "\(prefix)\(kind)-images-idx3-ubyte"))
      try bytes([count], classes).write(
        to: url.appending(path: "\(prefix)\(kind)-labels-idx1-ubyte"))
    }
  }

  private func model(_ shape: String, units: Int) -> String {
    """
    {"class_name": "Sequential", "config": {"layers": [
      {"class_name": "InputLayer", "config": {"batch_shape": [null, \(shape)], "name": "in"}},
      {"class_name": "Flatten", "config": {"name": "flatten"}},
      {"class_name": "Dense",
       "config": {"units": \(units), "activation": "softmax", "name": "classes"}}]}}
    """
  }

  @Test(
    "train a model of enough outputs, and the error names how many are enough",
    arguments: [
      ([28, 28], 1...26, "emnist-letters-", "28, 28", 27), ([28, 28], 0...46, "", "784", 47),
      ([8, 6, 3], 0...3, "", "8, 6, 3", 4), ([5], 0...2, "mine-", "5", 3),
      ([2, 3, 2, 2], 0...2, "", "2, 3, 2, 2", 3),
    ] as [([Int], ClosedRange<UInt8>, String, String, Int)])
  func classes(
    shape: [Int], labels: ClosedRange<UInt8>, prefix: String, input: String, units: Int
  ) throws {
    try withTemporaryDirectory { url in
      try write(to: url.appending(path: "data"), shape: shape, labels: labels, prefix: prefix)
      try Data(model(input, units: units).utf8).write(to: url.appending(path: "model.json"))
      try Data(model(input, units: units - 1).utf8).write(to: url.appending(path: "few.json"))
      func train(_ model: String) throws -> JobResult {
        try Job.solo(
          "lockstep",
          ["train", "--data", "data", "--model", model, "--epochs", "1", "--verbose", "0"],
          directory: url)
      }
      let result = try train("model.json")
      #expect(result.exitCode == 0, "\(result)")
      let few = try train("few.json")
      #expect(few.exitCode == 65, "\(few)")
      expectOneErrorLine(few, containing: ["a model of \(units) outputs"])
    }
  }

  @Test("whose axes stand in another order than the model's are refused")
  func order() throws {
    try withTemporaryDirectory { url in
      try write(to: url.appending(path: "data"), shape: [8, 6, 3], labels: 0...3)
      try Data(model("3, 8, 6", units: 4).utf8).write(to: url.appending(path: "model.json"))
      let result = try Job.solo(
        "lockstep", ["train", "--data", "data", "--model", "model.json", "--verbose", "0"],
        directory: url)
      #expect(result.exitCode == 65, "\(result)")
      expectOneErrorLine(result, containing: ["have shape [8, 6, 3], the model takes [3, 8, 6]"])
    }
  }
}
