import Foundation
import TestSupport
import Testing

/// A folder with a small data set in NumPy's arrays, in which `lockstep` runs.
struct ArrayFolder {
  let url: URL

  /// What the labels are.
  enum Labels { case classes, values }

  /// A generator of small numbers, the same everywhere.
  private static func number(_ index: Int) -> Int { (index * 2_654_435_761) >> 7 & 255 }

  /// The four arrays: samples of four numbers, classes 0 to 2 by the largest of the first three, or
  /// values that are half the first.
  static func arrays(
    _ labels: Labels, trainCount: Int = 96, testCount: Int = 32, sampleType: String = "<f4"
  ) -> [(name: String, file: [UInt8])] {
    func part(_ suffix: String, _ range: Range<Int>) -> [(name: String, file: [UInt8])] {
      let rows = range.map { sample in (0..<4).map { number(sample * 4 + $0) } }
      let flat = rows.flatMap(\.self)
      let x: [UInt8] =
        switch sampleType {
        case "<f4": bytes(flat.map { Float($0) / 256 })
        case ">f8": bytes(flat.map { Double($0) / 256 }, isBigEndian: true)
        default: flat.map { UInt8($0) }
        }
      let y =
        switch labels {
        case .classes:
          npyFile(
            "<i8", [range.count],
            bytes(rows.map { row in Int64((0..<3).max { row[$0] < row[$1] } ?? 0) }))
        case .values: npyFile("<f8", [range.count], bytes(rows.map { Double($0[0]) / 512 }))
        }
      return [("x_\(suffix)", npyFile(sampleType, [range.count, 4], x)), ("y_\(suffix)", y)]
    }
    return part("train", 0..<trainCount)
      + (testCount > 0 ? part("test", trainCount..<trainCount + testCount) : [])
  }

  /// Writes a model of four inputs as Keras's JSON, without a shape of the input unless given.
  func writeModel(_ name: String, units: Int, activation: String) throws {
    let text = """
      {"class_name": "Sequential", "config": {"layers": [
        {"class_name": "InputLayer", "config": {"batch_shape": [null, 4], "name": "in"}},
        {"class_name": "Dense", "config": {"units": 8, "activation": "relu", "name": "hidden"}},
        {"class_name": "Dense",
         "config": {"units": \(units), "activation": "\(activation)", "name": "out"}}]}}
      """
    try Data(text.utf8).write(to: url.appending(path: name))
  }

  /// Writes the arrays as an archive.
  func writeArchive(
    _ name: String, _ arrays: [(name: String, file: [UInt8])], isDeflated: Bool = false
  ) throws {
    let members = arrays.map {
      ZipFile.Member("\($0.name).npy", $0.file, isDeflated: isDeflated)
    }
    try Data(ZipFile(members).file).write(to: url.appending(path: name))
  }

  /// Writes the arrays as files of a folder.
  func writeFolder(_ name: String, _ arrays: [(name: String, file: [UInt8])]) throws {
    let folder = url.appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, file) in arrays {
      try Data(file).write(to: folder.appending(path: "\(name).npy"))
    }
  }

  /// Gives `body` a folder with `data.npz` and the run `run` of a model of four inputs and three
  /// classes.
  static func withTrained(epochs: Int = 1, _ body: (ArrayFolder) throws -> Void) throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      try folder.writeModel("model.json", units: 3, activation: "softmax")
      try folder.writeArchive("data.npz", arrays(.classes))
      let trained = try folder.lockstep([
        "train", "--data", "data.npz", "--model", "model.json", "--epochs", "\(epochs)",
        "--batch-size", "16", "--verbose", "0", "--checkpoint-dir", "run",
      ])
      try #require(trained.exitCode == 0, "\(trained)")
      try body(folder)
    }
  }

  /// Runs `lockstep` here.
  func lockstep(_ arguments: [String], ranks: Int? = nil, ranksPerHost: Int? = nil) throws
    -> JobResult
  {
    let environment = ranksPerHost.map { ["LOCKSTEP_RANKS_PER_HOST": "\($0)"] } ?? [:]
    guard let ranks else {
      return try Job.solo("lockstep", arguments, environment: environment, directory: url)
    }
    return try Job.mpirun(
      ranks, "lockstep", arguments, environment: environment, directory: url)
  }

  /// The newest checkpoint of a run.
  func newest(_ run: String) throws -> Data {
    let folder = url.appending(path: run)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".safetensors") }.sorted()
    return try Data(contentsOf: folder.appending(path: names.last ?? "no checkpoint"))
  }
}
