import Foundation
import TestSupport
import Testing

@testable import LockstepCommand

@Suite("OutputCheck")
struct OutputCheckTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let data = ["x_train.npy", "x_train.idx", "t10k-images-idx3-ubyte", "a.gz"]
    for name in ["table.csv", "run.json"] + data { _ = try folder.write(name, [1]) }
    try FileManager.default.linkItem(atPath: path("table.csv"), toPath: path("hard.csv"))
    try FileManager.default.createSymbolicLink(
      atPath: path("soft.csv"), withDestinationPath: "table.csv")
  }

  private func path(_ name: String) -> String { folder.path(name) }

  private func isTaken(_ name: String) -> Bool {
    let check = OutputCheck(reads: [
      ("--config", path("run.json")), ("--data", path("table.csv")),
      ("the checkpoint", folder.url.path),
      ("--model", nil),
    ])
    return check.option(inTheWayOf: path(name)) != nil
  }

  @Test(
    "refuses what is read, under each of its names, and data and checkpoints beside it",
    arguments: [
      "table.csv", "hard.csv", "soft.csv", "run.json", "x_train.npy", "x_train.idx",
      "t10k-images-idx3-ubyte", "a.gz", "step-00000007.safetensors", "best.safetensors",
    ])
  func taken(name: String) {
    #expect(isTaken(name))
  }

  @Test("takes other files", arguments: ["log.json", "model.safetensors", "new.npy"])
  func free(name: String) {
    #expect(!isTaken(name))
  }
}
