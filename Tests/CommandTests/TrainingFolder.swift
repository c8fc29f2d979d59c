import Foundation
import TestSupport
import Testing

/// A folder with small images, in which `lockstep train` runs.
struct TrainingFolder {
  let url: URL

  /// Where the images are.
  var data: URL { url.appending(path: "images") }

  /// Writes so many images to train with into the folder.
  init(in url: URL, sampleCount: Int) throws {
    self.url = url
    try SmallImages.write(to: data, trainCount: sampleCount)
  }

  /// Gives `body` a folder of its own with so many images to train with.
  static func with<Result>(
    sampleCount: Int, _ body: (TrainingFolder) throws -> Result
  ) throws -> Result {
    try withTemporaryDirectory { url in
      try body(TrainingFolder(in: url, sampleCount: sampleCount))
    }
  }

  /// The path of something in the folder.
  func path(_ name: String) -> String { url.appending(path: name).path }

  /// Runs any subcommand here.
  func lockstep(
    _ arguments: [String], in world: World = .solo, environment: [String: String] = [:],
    options: [String] = []
  ) throws -> JobResult {
    var environment = environment
    if let ranksPerHost = world.ranksPerHost {
      environment["LOCKSTEP_RANKS_PER_HOST"] = "\(ranksPerHost)"
    }
    guard let rankCount = world.rankCount else {
      return try Job.solo("lockstep", arguments, environment: environment, directory: url)
    }
    return try Job.mpirun(
      rankCount, "lockstep", arguments, environment: environment, directory: url, options: options)
  }

  /// Runs `lockstep train` on the images, with checkpoints in `run`; the end is not looked at.
  func attempt(_ arguments: [String], in world: World = .solo, run: String = "run") throws
    -> JobResult
  {
    try lockstep(
      ["train", "--data", data.path, "--checkpoint-dir", path(run), "--verbose", "0"] + arguments,
      in: world)
  }

  /// Runs `lockstep train` on the images and expects that all goes well.
  @discardableResult
  func train(
    _ arguments: [String], in world: World = .solo, run: String = "run",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> JobResult {
    let result = try attempt(arguments, in: world, run: run)
    try #require(
      result.exitCode == 0, "\(world.testDescription): \(result)", sourceLocation: sourceLocation)
    return result
  }

  /// The checkpoints of a run, by name.
  func checkpoints(run: String = "run") throws -> [String: Data] {
    let folder = url.appending(path: run)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".safetensors") }
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: folder.appending(path: $0))) })
  }

  /// The newest checkpoint of a run.
  func newest(run: String = "run") throws -> Data {
    let all = try checkpoints(run: run)
    return try #require(all.max { $0.key < $1.key }, "\(run) holds no checkpoint").value
  }

  /// A file's lines.
  func lines(_ name: String) throws -> [String] {
    try String(contentsOfFile: path(name), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }
}
