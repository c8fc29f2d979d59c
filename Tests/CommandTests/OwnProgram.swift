import Foundation
import TestSupport
import Testing

/// The program of `Examples/OwnPackage` in a folder, in which it trains.
struct OwnProgram {
  /// What a SIGKILL ends in the middle of a run.
  enum Victim {
    case rank0, rank1, launcher

    /// The rank whose shell starts the killer.
    fileprivate var rank: Int { self == .rank1 ? 1 : 0 }
    /// The process, in that shell's words.
    fileprivate var process: String { self == .launcher ? "$PPID" : "$$" }
  }

  /// Where it works.
  let folder: URL
  /// The executable.
  let path: String

  /// - Parameters:
  ///   - folder: Where it works.
  ///   - path: The executable; without it, that of the ordinary build.
  /// - Throws: `JobError.missingProduct`.
  init(in folder: URL, path: String? = nil) throws {
    self.folder = folder
    self.path = try path ?? Products.path(of: "OwnProgram")
  }

  /// Trains, with checkpoints and the saved model in the folder `run`.
  ///
  /// - Parameters:
  ///   - run: The name of the run's folder.
  ///   - world: The processes that train.
  ///   - victim: What is killed.
  ///   - delay: How long after its start that is, in seconds; nothing happens to a run that is
  ///     over.
  /// - Returns: How the job ended; none of its processes is left then.
  /// - Throws: `JobError`, when it cannot be started; a failing program is a result.
  func train(
    _ run: String, in world: World = .solo, killing victim: Victim? = nil, after delay: Double = 0
  ) throws -> JobResult {
    // What a killed launcher leaves behind lies here.
    let scratch = folder.appending(path: "scratch")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    defer { endRanks(world, scratch) }
    // The killer holds none of the files that tell of a program's end.
    let killer =
      victim.map { victim in
        "if [ ${OMPI_COMM_WORLD_RANK:-0} = \(victim.rank) ]; then "
          + "(sleep \(delay); kill -KILL \(victim.process)) </dev/null >/dev/null 2>&1 & fi"
      } ?? ""
    let script = """
      echo $$ >scratch/pid-${OMPI_COMM_WORLD_RANK:-0}
      \(killer)
      exec "$0" "$@"
      """
    var command = ["sh", "-c", script, path, run]
    if let rankCount = world.rankCount {
      command = ["mpirun", "--timeout", "60", "-np", "\(rankCount)"] + command
    }
    return try Job.program(
      command[0], Array(command.dropFirst()),
      environment: [
        "OMPI_MCA_orte_tmpdir_base": scratch.path,
        "OMPI_MCA_osc_sm_backing_directory": scratch.path,
        "OMPI_MCA_btl_vader_backing_directory": scratch.path,
      ], directory: folder, timeout: .seconds(65))
  }

  /// Waits until no rank is left, and ends those that stay.
  private func endRanks(_ world: World, _ scratch: URL) {
    for rank in 0..<world.size {
      // A launcher may have been killed before it started any.
      let text = try? String(contentsOf: scratch.appending(path: "pid-\(rank)"), encoding: .utf8)
      guard let number = Int32((text ?? "").trimmingCharacters(in: .newlines)) else { continue }
      guard !Processes.ends(number, within: .seconds(30)) else { continue }
      Issue.record("rank \(rank) (\(number)) is still there")
      kill(number, SIGKILL)
    }
  }

  /// Every checkpoint of a run, and the saved model, by name.
  func files(_ run: String) throws -> [String: Data] {
    let folder = folder.appending(path: run)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".safetensors") }
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: folder.appending(path: $0))) })
  }

  /// Runs the command on the same data with the same settings, and returns its checkpoints.
  func commandsCheckpoints() throws -> [String: Data] {
    let result = try Job.solo(
      "lockstep",
      [
        "train", "--data", "digits", "--train-samples", "1280", "--model", "mlp", "--epochs", "3",
        "--batch-size", "128", "--checkpoint-every", "3", "--checkpoint-dir", "command",
        "--verbose", "0",
      ], directory: folder)
    try #require(result.exitCode == 0, "\(result)")
    return try files("command")
  }
}
