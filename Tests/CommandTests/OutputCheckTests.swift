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
    try FileManager.default.createSymbolicLink(
      atPath: path("plain"), withDestinationPath: "x_train.npy")
  }

  private func path(_ name: String) -> String { folder.path(name) }

  private func isTaken(_ name: String) -> Bool {
    let check = OutputCheck(reads: [
      ("--config", path("run.json")), ("--data", path("table.csv")),
      ("the checkpoint", folder.url.path),
      ("--model", nil),
    ])
    return check.conflict(with: path(name)) != nil
  }

  @Test(
    "refuses what is read, under each of its names, and data and checkpoints beside it",
    arguments: [
      "table.csv", "hard.csv", "soft.csv", "run.json", "plain", "x_train.npy", "x_train.idx",
      "t10k-images-idx3-ubyte", "a.gz", "step-00000007.safetensors", "best.safetensors",
      // Not yet there: the next run would take them for data.
      "x_test.npy", "y_test.idx.gz", "train-images-idx3-ubyte", "emnist-train-labels-idx1-ubyte.gz",
    ])
  func taken(name: String) {
    #expect(isTaken(name))
  }

  @Test("refuses everything inside a folder of images, and images that are linked there")
  func images() throws {
    let manager = FileManager.default
    for name in ["data/a", "data/b", "other"] {
      try manager.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }
    for name in ["data/a/1.pgm", "data/b/1.pgm", "other/2.pgm", "3.pgm"] {
      _ = try folder.write(name, [1])
    }
    for (link, target) in [("data/c", "other"), ("data/a/3.pgm", "3.pgm"), ("way", "data/a")] {
      try manager.createSymbolicLink(atPath: path(link), withDestinationPath: path(target))
    }
    let check = OutputCheck(reads: [], data: [("--data", path("data"))])
    for name in [
      "data/a/1.pgm", "data/a/out.csv", "data/r.html", "data/runs/x/log", "other/2.pgm",
      "other/r.html", "3.pgm", "way/r.html", "way/x/r.html",
    ] {
      #expect(check.conflict(with: path(name)) != nil, "\(name)")
    }
    for name in ["data", "data/runs", "data/runs/x", "data/a", "other/runs", "way/runs/x"] {
      #expect(check.conflict(around: path(name))?.isInImages == true, "\(name)")
    }
    for name in ["runs", "runs/x", "dataset"] {
      #expect(check.conflict(around: path(name)) == nil, "\(name)")
      #expect(check.conflict(with: path(name)) == nil, "\(name)")
    }
    // Of images without classes too.
    let alone = OutputCheck(reads: [], data: [("--data", path("data/b"))])
    #expect(alone.conflict(with: path("data/b/out.csv"))?.isInImages == true)
    #expect(alone.conflict(with: path("data/out.csv")) == nil)
  }

  @Test("takes other files", arguments: ["log.json", "model.safetensors", "new.npy"])
  func free(name: String) {
    #expect(!isTaken(name))
  }
}
