import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@Suite("a checkpoint's metadata")
struct CheckpointMetadataTests {
  @Test("refuses a key that it does not know, whose meaning would be lost")
  func unknownKey() throws {
    try SavedRun.with { run in
      try run.rewrite { metadata, _ in metadata["other"] = "1" }
      let error = #expect(throws: CheckpointError.self) { try run.checkpoint() }
      #expect(error?.description.hasPrefix("\(run.path): metadata") == true, "\(error)")
      #expect(error?.description.contains("other") == true, "\(error)")
    }
  }

  @Test("compares the tensors' shapes before it lays out the model that the metadata describe")
  func shapesFirst() throws {
    try SavedRun.with { run in
      try run.rewrite { metadata, _ in
        metadata["model"] = metadata["model"]?.replacing(
          /"units": ?\d+/, with: #""units":16000000"#, maxReplacements: 1)
      }
      let error = #expect(throws: SafetensorsError.self) { try run.checkpoint() }
      #expect(error?.kind == .shape, "\(error)")
    }
  }
}
