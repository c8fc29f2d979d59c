import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@testable import Training

@Suite("weights that a callback has put back", .flushedDenormals)
struct RestoredWeightsTests {
  /// Trains with a callback that takes the greatest loss for the best, which is the first epoch's.
  private func train(_ run: LoggedRun, epochs: Int, patience: Int, keep: Int? = nil) throws {
    let callback = EarlyStopping(
      monitor: "loss", patience: patience, mode: .max, restoreBestWeights: true)
    try run.train(epochs: epochs, callbacks: [callback]) {
      $0.checkpoints?.resume = .ifPresent
      $0.checkpoints?.keep = keep
    }
  }

  @Test("are no finding at the end of a run, stopped early or complete", arguments: [1, 20])
  func end(patience: Int) throws {
    try LoggedRun.with { run in
      try train(run, epochs: 3, patience: patience)
      let last = patience == 1 ? 10 : 15
      let path = run.checkpoint("\(last)")
      let header = try Checkpoint(readingFrom: path).header
      #expect(header.restorations == [last] && header.hasRestoredWeights)
      let audit = try run.audit()
      #expect(audit.findings == [] && audit.computedCount == last)

      // They are compared with the step that they are of.
      var checkpoint = try Checkpoint(readingFrom: path)
      #expect(checkpoint.digestRecord?.step == 5)
      let bias = checkpoint.weights[checkpoint.weights.count - 1]
      checkpoint.weights[checkpoint.weights.count - 1] = NamedTensor(
        name: bias.name, shape: bias.shape, values: bias.values.map { $0 + 1 })
      try checkpoint.write(to: path)
      let finding = try #require(run.audit().findings.first)
      #expect(finding.place == .checkpoint(path) && finding.cause == .saved)
      #expect(finding.tensors == [DigestRecord.Tensor(kind: .parameters, name: bias.name)])
    }
  }

  @Test("are what a resumed run begins with, and an audit of it")
  func resumed() throws {
    try LoggedRun.with { run in
      try train(run, epochs: 3, patience: 20)
      try train(run, epochs: 5, patience: 20)
      let audit = try run.audit()
      #expect(audit.findings == [] && audit.computedCount == 25)
      #expect(try Checkpoint(readingFrom: run.checkpoint("20")).header.restorations == [15])
      #expect(try Checkpoint(readingFrom: run.checkpoint("25")).header.restorations == [15, 25])
      // The checkpoint of the step before knows nothing of it, but a later one of the folder does.
      try Directory.removeFile(run.checkpoint("15"))
      let first = run.checkpoint("10")
      #expect(throws: ReplayError.restored(path: first, step: 16, last: 15)) {
        try ReplayedRun(run.folder, before: 16)
      }
    }
  }

  @Test("are refused where only the last checkpoint is left")
  func lastOnly() throws {
    try LoggedRun.with { run in
      try train(run, epochs: 3, patience: 20, keep: 1)
      #expect(try run.audit().findings == [])
      try train(run, epochs: 5, patience: 20, keep: 1)
      #expect(try run.audit(Array(1...15)).findings == [])
      let path = run.checkpoint("25")
      #expect(throws: ReplayError.restored(path: path, step: 16, last: 15)) {
        try run.audit([16])
      }
    }
  }

  @Test("are written nowhere else, and read only as a run can have done it")
  func metadata() throws {
    try SavedRun.with { run in
      #expect(try SafetensorsFile(run.path).metadata["restorations"] == nil)
      for text in ["[]", "[5, 5]", "[11]", "7", "[-1]"] {
        try run.rewrite { metadata, _ in metadata["restorations"] = text }
        let error = #expect(throws: CheckpointError.self, "\(text)") { try run.checkpoint() }
        #expect(error?.description.contains("restorations") == true, "\(error)")
      }
    }
  }
}
