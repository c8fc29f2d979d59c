import FileFormats
import Foundation
import Kernels
import Lockstep
import TestSupport
import Testing

@Suite("reading a checkpoint")
struct CheckpointReadingTests {
  /// Every byte, changed in three ways: a low bit, the bit of a letter's case, all bits.
  @Test("refuses a file of which any byte was changed", arguments: [UInt8(0x01), 0x20, 0xFF])
  func changedBytes(pattern: UInt8) throws {
    try SavedRun.with(SmallProblem.model(.sgd(learningRate: 0.1), hidden: 1)) { run in
      let whole = try Data(contentsOf: URL(filePath: run.path))
      for index in whole.indices {
        var bytes = whole
        bytes[index] ^= pattern
        try bytes.write(to: URL(filePath: run.path))
        #expect(throws: SafetensorsError.self, "byte \(index) of \(whole.count)") {
          try run.checkpoint()
        }
      }
    }
  }

  @Test("refuses a file that was cut off anywhere, or that goes on")
  func truncated() throws {
    try SavedRun.with(SmallProblem.model(.sgd(learningRate: 0.1), hidden: 1)) { run in
      let whole = try Data(contentsOf: URL(filePath: run.path))
      for bytes in whole.indices.map({ whole.prefix($0) }) + [whole + [0]] {
        try bytes.write(to: URL(filePath: run.path))
        #expect(throws: SafetensorsError.self, "\(bytes.count) of \(whole.count) bytes") {
          try run.checkpoint()
        }
      }
    }
  }

  @Test(
    "refuses a format from the future or the past, and says so",
    arguments: [(3, "a newer lockstep"), (1, "the lockstep that wrote it")])
  func otherFormat(format: Int, advice: String) throws {
    try SavedRun.with { run in
      try run.rewrite { metadata, _ in metadata["format"] = "\(format)" }
      let error = CheckpointError.otherFormat(path: run.path, found: format, known: 2)
      #expect(throws: error) { try run.checkpoint() }
      let words = "format \(format), this program reads format 2; use \(advice)"
      #expect("\(error)".hasSuffix(words), "\(error)")
    }
  }

  @Test("refuses other arithmetic, and says so")
  func otherNumerics() throws {
    try SavedRun.with { run in
      let other = Numerics.version + 1
      try run.rewrite { metadata, _ in metadata["numerics"] = "\(other)" }
      let error = CheckpointError.otherNumerics(
        path: run.path, found: other, expected: Numerics.version)
      #expect(throws: error) { try run.checkpoint() }
      #expect("\(error)".contains("would not end in the same bits"))
    }
  }

  @Test(
    "names the key whose value makes no sense",
    arguments: [
      ("format", "one"), ("format", "-1"), ("numerics", "1.5"), ("position", "{}"),
      ("position", #"{"epoch":0,"stepInEpoch":-1,"iterations":0,"earlierEpochs":0}"#),
      ("sums", #"{"bits":["zero"],"samples":0}"#), ("sums", "[]"),
      ("sums", #"{"bits":["0000000000000000"],"samples":0}"#),
      ("history", "{}"), ("history", "[{}]"), ("model", "{"), ("compile", ""),
      ("learningRate", "0.001"), ("seed", "0"), ("seed", #""-1""#), ("batchSize", "null"),
      ("leafCount", "[8]"), ("shuffle", "1"), ("data", "34"), ("best", "{}"),
      ("best", #"{"monitor":"loss","bits":1}"#),
      ("best", #"{"monitor":"loss","bits":"3ff0000000000000"}"#),
    ])
  func malformed(key: String, value: String) throws {
    try SavedRun.with { run in
      try run.rewrite { metadata, _ in metadata[key] = value }
      let error = #expect(throws: CheckpointError.self) { try run.checkpoint() }
      #expect(error?.description.hasPrefix("\(run.path): metadata \(key): ") == true, "\(error)")
    }
  }

  @Test(
    "names the key that is missing",
    arguments: [
      "format", "numerics", "position", "sums", "history", "model", "compile", "learningRate",
      "seed", "batchSize", "leafCount", "shuffle", "data",
    ])
  func missing(key: String) throws {
    try SavedRun.with { run in
      try run.rewrite { metadata, _ in metadata[key] = nil }
      let error = CheckpointError.malformed(
        path: run.path, what: "metadata \(key)", expected: "a value")
      #expect(throws: error) { try run.checkpoint() }
    }
  }

  @Test("names a tensor that is missing, or that has another shape")
  func tensors() throws {
    try SavedRun.with { run in
      try run.rewrite { _, tensors in tensors.removeAll { $0.name == "dense_1/bias" } }
      let missing = #expect(throws: SafetensorsError.self) { try run.checkpoint() }
      #expect(missing?.kind == .missingTensor && missing?.part == "dense_1/bias")
    }
    try SavedRun.with { run in
      try run.rewrite { _, tensors in
        for (index, tensor) in tensors.enumerated()
        where tensor.name == "optimizer/velocity/dense/kernel" {
          tensors[index] = NamedTensor(
            name: tensor.name, shape: tensor.shape.reversed(), values: tensor.values)
        }
      }
      let other = #expect(throws: SafetensorsError.self) { try run.checkpoint() }
      #expect(other?.kind == .shape && other?.part == "optimizer/velocity/dense/kernel")
      #expect(other?.found == "shape [8, 16]")
    }
  }

  @Test("refuses a safetensors file of another program")
  func foreign() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "foreign").path
      var writer = SafetensorsWriter()
      writer.add("weight", shape: [2], [1, 2])
      try writer.write(to: path)
      let error = #expect(throws: SafetensorsError.self) { try Checkpoint(readingFrom: path) }
      #expect(error?.kind == .checksum, "\(error)")
    }
  }
}
