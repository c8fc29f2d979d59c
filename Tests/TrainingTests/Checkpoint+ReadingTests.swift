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
      ("best", #"{"monitor":"loss","iterations":5}"#), ("best", #"{"monitor":"loss","x":1}"#),
      ("learningRate", #"{"bits":"7fc00000"}"#), ("learningRate", #"{"bits":"bf800000"}"#),
      ("learningRate", #"{"bits":"3f800000"}"#), ("learningRate", #"{"bits":"3f800000","x":1}"#),
      ("position", #"{"epoch":2,"stepInEpoch":0,"iterations":10,"earlierEpochs":0,"x":1}"#),
      ("sums", #"{"bits":[],"samples":0,"x":1}"#), ("batchSize", "0"), ("leafCount", "3"),
      ("leafCount", "0"), ("callbacks", #"{"stopped":1,"states":[]}"#),
      ("callbacks", #"{"stopped":false,"states":[],"x":1}"#),
      ("callbacks", #"{"stopped":false,"states":[{"index":0,"class":"A","state":{},"x":1}]}"#),
      (
        "callbacks",
        """
        {"stopped":false,"states":[{"index":1,"class":"A","state":{}},\
        {"index":1,"class":"A","state":{}}]}
        """
      ),
    ])
  func malformed(key: String, value: String) throws {
    try SavedRun.with { run in
      try run.rewrite { metadata, _ in metadata[key] = value }
      let error = #expect(throws: CheckpointError.self) { try run.checkpoint() }
      #expect(error?.description.hasPrefix("\(run.path): metadata \(key): ") == true, "\(error)")
    }
  }

  /// Two epochs of five steps, 34 samples each: what no such run can have come to.
  @Test(
    "refuses what cannot be, behind right checksums",
    arguments: [
      (
        "position",
        #"{"epoch":4611686018427387904,"stepInEpoch":0,"iterations":10,"earlierEpochs":0}"#
      ),
      (
        "position",
        #"{"epoch":2,"stepInEpoch":0,"iterations":4611686018427387904,"earlierEpochs":0}"#
      ),
      ("position", #"{"epoch":2,"stepInEpoch":0,"iterations":10,"earlierEpochs":4294967295}"#),
      ("position", #"{"epoch":1,"stepInEpoch":0,"iterations":10,"earlierEpochs":0}"#),
      (
        "position",
        #"{"epoch":2,"stepInEpoch":0,"iterations":10,"earlierEpochs":0,"skippedInRow":11}"#
      ),
      ("sums", #"{"bits":["7ff8000000000000","0000000000000000"],"samples":8}"#),
      ("sums", #"{"bits":["3ff0000000000000","3ff0000000000000"],"samples":0}"#),
      ("sums", #"{"bits":[],"samples":3}"#),
      ("sums", #"{"bits":["3ff0000000000000","7ff8000000000000"],"samples":8}"#),
      ("sums", #"{"bits":["3ff0000000000000","7ff0000000000000"],"samples":8}"#),
      ("sums", #"{"bits":["3ff0000000000000","bff0000000000000"],"samples":8}"#),
      ("sums", #"{"bits":["3ff0000000000000","4059000000000000"],"samples":8}"#),
      ("best", #"{"monitor":"loss","bits":"7ff8000000000000","iterations":5}"#),
      ("best", #"{"monitor":"loss","bits":"fff0000000000000","iterations":5}"#),
      ("best", #"{"monitor":"loss","bits":"3ff0000000000000","iterations":11}"#),
      ("callbacks", #"{"stopped":false,"states":[],"learningRate":"ffc00000"}"#),
      ("compile", "{}"), ("model", "{}"),
    ])
  func impossible(key: String, value: String) throws {
    try SavedRun.with { run in
      try run.rewrite { metadata, _ in metadata[key] = value }
      #expect(throws: CheckpointError.self) { try run.checkpoint() }
    }
  }

  @Test(
    "refuses a position where this run cannot be",
    arguments: [
      ("2", "100", "10"), ("2", "0", "9"), ("2", "0", "11"), ("3", "0", "15"), ("2", "6", "16"),
    ])
  func beyond(epoch: String, step: String, iterations: String) throws {
    try SavedRun.with { run in
      let limits = ProgressLimits(sampleCount: 34, batchSize: 8, epochs: 2, modelIsNew: true)
      func resume() throws -> ResumedRun? {
        try ResumedRun(
          from: run.folder, for: SmallProblem.model(), run: run.trainer.identity, limits: limits,
          in: .solo
        ) { _, _ in }
      }
      #expect(try resume() != nil)
      try run.rewrite { metadata, _ in
        metadata["position"] =
          "{\"epoch\":\(epoch),\"stepInEpoch\":\(step),\"iterations\":\(iterations),"
          + "\"earlierEpochs\":0}"
      }
      #expect(throws: CheckpointError.self) { try resume() }
    }
  }

  @Test(
    "refuses a position where the run cannot be by its own number of samples",
    arguments: [("2", "100", "110"), ("2", "0", "9"), ("2", "6", "16")])
  func beyondItself(epoch: String, step: String, iterations: String) throws {
    try SavedRun.with { run in
      try run.rewrite { metadata, _ in
        metadata["data"] = "\"34 samples\""
        metadata["batchSize"] = "8"
      }
      #expect(throws: Never.self) { try run.checkpoint() }
      try run.rewrite { metadata, _ in
        metadata["position"] =
          "{\"epoch\":\(epoch),\"stepInEpoch\":\(step),\"iterations\":\(iterations),"
          + "\"earlierEpochs\":0}"
      }
      #expect(throws: CheckpointError.self) { try run.checkpoint() }
    }
  }

  @Test("refuses numbers that are not finite, naming the tensor")
  func notFinite() throws {
    try SavedRun.with { run in
      try run.rewrite { _, tensors in
        let tensor = tensors[0]
        tensors[0] = NamedTensor(
          name: tensor.name, shape: tensor.shape, values: [.nan] + tensor.values.dropFirst())
      }
      let error = #expect(throws: SafetensorsError.self) { try run.checkpoint() }
      #expect(error?.found == "a number that is NaN or infinite")
    }
  }

  /// The sums of a step's batches, and so many epochs.
  @Test(
    "keeps the history of a thousand epochs, and reads files that have more", arguments: [1_500])
  func history(epochs: Int) throws {
    try SavedRun.with { run in
      try run.rewrite { metadata, _ in
        let one = metadata["history"].map { $0.dropFirst().prefix { $0 != "}" } + "}" } ?? ""
        metadata["history"] =
          "[" + [Substring](repeating: one[...], count: epochs).joined(separator: ",") + "]"
        metadata["position"] =
          "{\"epoch\":\(epochs),\"stepInEpoch\":0,\"iterations\":\(5 * epochs),"
          + "\"earlierEpochs\":0}"
      }
      let checkpoint = try run.checkpoint()
      #expect(checkpoint.header.progress.history.count == TrainingProgress.historyLimit)
      let path = run.folder.path(iterations: 5 * epochs)
      try checkpoint.write(to: path)
      #expect(try Checkpoint(readingFrom: path) == checkpoint)
      try ProgressLimits(sampleCount: 34, batchSize: 8, epochs: epochs, modelIsNew: true).check(
        checkpoint.header.progress, path: path)
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
        path: run.path, what: "metadata \(key)", expected: "a value", found: "none")
      #expect(throws: error) { try run.checkpoint() }
    }
  }

  @Test("refuses settings of compile that it does not know")
  func unknownSetting() throws {
    try SavedRun.with { run in
      try run.rewrite { metadata, _ in
        metadata["compile"] = metadata["compile"].map { #"{"jit":true,"# + $0.dropFirst() }
      }
      let error = #expect(throws: CheckpointError.self) { try run.checkpoint() }
      #expect(error?.description.contains("argument jit is not supported") == true, "\(error)")
    }
  }

  @Test("refuses squares below 0", arguments: ["velocity", "momentum"])
  func negative(slot: String) throws {
    try SavedRun.with { run in
      var name = ""
      try run.rewrite { _, tensors in
        guard let index = tensors.firstIndex(where: { $0.name.hasPrefix("optimizer/\(slot)/") })
        else { return }
        let old = tensors[index]
        name = old.name
        tensors[index] = NamedTensor(
          name: old.name, shape: old.shape, values: old.values.map { _ in -1 })
      }
      if slot == "momentum" {
        _ = try run.checkpoint()
      } else {
        #expect(
          throws: SafetensorsError(
            .dataType, path: run.path, part: name, found: "-1.0", expected: "numbers from 0 up")
        ) { try run.checkpoint() }
      }
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
