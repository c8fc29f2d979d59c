import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@testable import Training

@Suite("RunAudit", .flushedDenormals)
struct RunAuditTests {
  /// Trains with faults that occur in the ranks' steps.
  private static func withRun<Value>(
    epochs: Int = 2, faults: [Fault] = [], ofRanks: Bool = false,
    _ body: (LoggedRun) throws -> Value
  ) throws -> Value {
    try LoggedRun.with { run in
      try run.train(epochs: epochs) {
        $0.digestsRanks = ofRanks
        $0.faults = try FaultPlan(faults, environment: [:])
      }
      return try body(run)
    }
  }

  @Test("finds nothing wrong in a thousand honest steps")
  func honest() throws {
    try Self.withRun(epochs: 200) { run in
      let audit = try run.audit()
      #expect(audit.findings == [])
      #expect(audit.computedCount == 1_000)
    }
  }

  @Test("finds a hundred flipped bits of gradients, in their steps, tensors and elements")
  func gradients() throws {
    let space = try LayeredProblem.model().parameterSpace()
    for number in 0..<100 {
      let step = 1 + Int(UInt64(number).mixed % 10)
      let parameter = space.parameters[number % space.parameters.count]
      let index =
        parameter.range.lowerBound + Int(UInt64(number + 500).mixed % UInt64(parameter.range.count))
      // No bit that could make an infinity, which the step itself would find.
      let fault = Fault(
        .bitFlip(in: .gradient, index: index, bit: number % 25), rank: 0, step: step)
      // Every second log tells only the tensor.
      try Self.withRun(faults: [fault], ofRanks: number % 2 == 0) { run in
        let first = try #require(run.audit().findings.first, "\(fault)")
        #expect(first.place == .step(step) && first.cause == .gradient, "\(fault): \(first)")
        #expect(
          first.tensors.first == DigestRecord.Tensor(kind: .gradients, name: parameter.name),
          "\(fault): \(first)")
        #expect(first.tensors.count { $0.kind == .gradients } == 1, "\(fault): \(first)")
        try #require(first.elements.count == (number % 2 == 0 ? 1 : 0), "\(fault): \(first)")
        guard let element = first.elements.first else { return }
        #expect(element.tensor == "gradients: \(parameter.name) block 0" && element.rank == 0)
        let offset = zip(element.indices ?? [], parameter.shape).reduce(0) { $0 * $1.1 + $1.0 }
        #expect(offset == index - parameter.range.lowerBound, "\(fault): \(first)")
        #expect(element.found != element.expected, "\(fault): \(first)")
      }
    }
  }

  /// A flip after the update is seen by the next step, or in the checkpoint.
  @Test(
    "finds flipped bits of samples, weights and slots",
    arguments: [CorruptiblePart.samples, .weights, .slots], [3, 5, 7])
  func others(part: CorruptiblePart, step: Int) throws {
    let fault = Fault(.bitFlip(in: part, index: nil, bit: 22), rank: 0, step: step)
    try Self.withRun(faults: [fault]) { run in
      let first = try #require(run.audit().findings.first, "\(fault)")
      switch (part, step) {
      case (.samples, _):
        #expect(first.place == .step(step) && first.cause == .operands, "\(first)")
      // The last step of an epoch: the checkpoint has what was flipped.
      case (_, 5):
        #expect(
          first.place == .checkpoint("\(run.folder)/step-00000005.safetensors")
            && first.cause == .saved, "\(first)")
        let element = try #require(first.elements.first)
        #expect(first.elements.count == 1 && element.otherCount == 0, "\(first)")
        #expect(
          element.tensor
            == (part == .weights
              ? "parameters: conv2d/kernel" : "optimizer's momentum: conv2d/kernel"))
        #expect(element.found != element.expected && element.rank == nil, "\(first)")
      case (.weights, _):
        #expect(first.place == .step(step + 1) && first.cause == .operands, "\(first)")
      default:
        #expect(first.place == .step(step + 1) && first.cause == .update, "\(first)")
        #expect(
          first.tensors == [DigestRecord.Tensor(kind: .parameters, name: "conv2d/kernel")])
      }
    }
  }

  @Test(
    "names the element of samples, weights and slots that a rank read",
    arguments: [
      (CorruptiblePart.samples, "samples: input_layer"), (.weights, "weights: conv2d/kernel"),
      (.slots, "slots: momentum/conv2d/kernel"),
    ])
  func readElements(part: CorruptiblePart, tensor: String) throws {
    for bit in [3, 22] {
      let fault = Fault(.bitFlip(in: part, index: 7, bit: bit), rank: 0, step: 7)
      try Self.withRun(faults: [fault], ofRanks: true) { run in
        let first = try #require(run.audit().findings.first, "\(fault)")
        #expect(first.place == .step(part == .samples ? 7 : 8), "\(first)")
        #expect(first.cause == (part == .samples ? .operands : .memory), "\(first)")
        let element = try #require(first.elements.first, "\(first)")
        #expect(first.elements.count == 1 && element.tensor == tensor && element.rank == 0)
        #expect(element.indices == (part == .samples ? [0, 7] : [0, 1, 0, 1]), "\(first)")
        #expect(element.found != element.expected, "\(first)")
      }
    }
  }

  @Test("names a step that only the run has skipped, and a log of another run")
  func otherRecords() throws {
    try Self.withRun { run in
      var lines = try String(contentsOfFile: run.log, encoding: .utf8)
        .split(separator: "\n").map(String.init)
      lines[7] = #"{"skipped":true,"step":7}"#
      try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: run.log))
      let audit = try run.audit()
      #expect(audit.findings.map(\.place) == [.step(7)])
      #expect(audit.findings.first?.cause == .skipped)
      #expect(throws: ReplayError.self) { try run.audit([11]) }
      let settings = try SavedDigests(run.log).settings
      func write(_ settings: [String: JSON]) throws {
        lines[0] = JSON.object(settings).serialized()
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: run.log))
      }
      for (name, value) in [
        ("seed", "6"), ("optimizer", "SGD"), ("learningRate", 0.02), ("numerics", 0),
        ("model", "00000000"), ("compile", "00000000"), ("data", "34 00000000 00000000"),
      ] as [(String, JSON)] {
        try #require(settings[name] != nil, "\(name)")
        try write(settings.merging([name: value]) { _, new in new })
        let error = #expect(throws: ReplayError.self, "\(name)") { try run.audit() }
        #expect(error?.description.contains(": \(name) is ") == true, "\(error)")
      }
      // As earlier versions wrote it.
      try write(settings.filter { !["model", "compile", "data"].contains($0.key) })
      #expect(try run.audit().findings.map(\.place) == [.step(7)])
      try write(settings.merging(["exchange": "mpi", "worldSize": 2]) { _, new in new })
      #expect(throws: ReplayError.sumsOfMPI(path: run.log)) { try run.audit() }
    }
  }

  @Test("draws each step once, the same ones for a seed")
  func drawing() {
    let steps = Array(stride(from: 3, through: 300, by: 3))
    let drawn = RunAudit.draw(20, from: steps, seed: 4)
    #expect(drawn.count == 20 && Set(drawn).count == 20 && drawn == drawn.sorted())
    #expect(Set(drawn).isSubset(of: steps))
    #expect(drawn == RunAudit.draw(20, from: steps, seed: 4))
    #expect(drawn != RunAudit.draw(20, from: steps, seed: 5))
    #expect(RunAudit.draw(1_000, from: steps, seed: 4) == steps)
    #expect(RunAudit.draw(5, from: [], seed: 4) == [])
  }
}
