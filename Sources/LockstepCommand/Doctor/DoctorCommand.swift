import ArgumentParser
import Engine
import FileFormats
import Foundation
import Layers
import Parallel
import Training

/// `lockstep doctor`.
struct DoctorCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Checks what a new machine, or a job, gets wrong, and says what to do about it.",
    discussion: """
      Prints a line for each check: ok, a warning (a run works, but slower or with less room than it \
      could), a problem (it fails, or would compute something else), or unknown where the system \
      does not tell. Under mpirun the ranks and hosts are compared too. It trains a tiny network, \
      and measures for less than a second; nothing stays behind.

        lockstep doctor --ranks 4 --checkpoint-dir runs/a
        mpirun -np 4 lockstep doctor --data data/mnist

      Exit codes: 0 healthy, with or without warnings; 1 for a problem.
      """)

  @Option(
    help: ArgumentHelp(
      "The ranks that this machine is to run (default: its processors; under mpirun the job's).",
      valueName: "n"))
  var ranks: Int?

  @Option(
    help: ArgumentHelp(
      "The network whose memory and checkpoints are looked for room: a name or a file, as in train.",
      valueName: "name|file.json"))
  var model = "mlp"

  @Option(
    help: ArgumentHelp(
      "Data to read, which all ranks must have alike, as in train (default: none).",
      valueName: "folder|file|name"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "The folder of checkpoints, whose locks, renaming and room are tried (default: none).",
      valueName: "folder"))
  var checkpointDir: String?

  @OptionGroup var output: JSONOption

  func validate() throws {
    try OptionCheck.number(ranks, of: "--ranks")
    for (option, path) in [
      ("--model", model), ("--data", data), ("--checkpoint-dir", checkpointDir),
    ] { try OptionCheck.path(path, of: option) }
  }

  func run(in group: ProcessGroup) throws {
    let isRank = group.worldSize > 1
    if isRank, ranks != nil {
      throw OptionCheck.invalid("--ranks", expected: "none under mpirun", found: "given")
    }
    let own = RankReport(
      rank: try RankFacts(in: group, data: data.map { DataSource($0) }),
      machine: group.hostRank == 0 ? MachineFacts(gathering: try question(in: group)) : nil)
    var reports: [RankReport] = []
    var decodingError: (any Error)?
    try group.collect([UInt8](JSONEncoder().encode(own))) { _, bytes in
      do {
        reports.append(try JSONDecoder().decode(RankReport.self, from: Data(bytes)))
      } catch { decodingError = error }
    }
    if let decodingError { throw decodingError }
    let links = try LinkFacts.measured(in: group)
    guard group.isFirst else { return }
    let findings = Self.findings(reports, links)
    let isHealthy = !findings.contains { $0.status == .problem }
    output.print(
      [
        "healthy": .bool(isHealthy), "ranks": .integer(group.worldSize),
        "findings": .array(findings.map(\.json)),
      ],
      table: (findings.map(\.line) + [Self.summary(findings)]).joined(separator: "\n"))
    if !isHealthy { throw ArgumentParser.ExitCode(1) }
  }

  /// What each host is asked about.
  private func question(in group: ProcessGroup) throws -> DoctorQuestion {
    let choice = try ModelChoice(model, seed: 0)
    // A model without an input shape gets its size from the data.
    let count = try choice.model.isBuilt ? choice.model.parameterSpace().count : 0
    let slots = try choice.optimizer().optimizer.slotNames.count
    var question = DoctorQuestion()
    question.isRank = group.worldSize > 1
    question.ranks =
      question.isRank
      ? group.hostIndices.count { $0 == group.hostIndex } : ranks ?? MachineFacts.onlineCount
    question.parameterCount = count
    question.checkpointByteCount = 4 * count * (1 + slots)
    question.folder = checkpointDir
    return question
  }

  /// The findings of all hosts, and of the job.
  static func findings(_ reports: [RankReport], _ links: [LinkFacts]) -> [Finding] {
    let machines = reports.compactMap { report in
      report.machine.map { (host: report.rank.host, findings: $0.findings) }
    }
    let ofHosts = machines.flatMap { host, findings in
      machines.count == 1 ? findings : findings.map { $0.on(host) }
    }
    return ofHosts + JobFacts(ranks: reports.map(\.rank), links: links).findings
  }

  private static func summary(_ findings: [Finding]) -> String {
    func count(_ status: Finding.Status, _ one: String, _ several: String) -> String {
      let count = findings.count { $0.status == status }
      return "\(count) \(count == 1 ? one : several)"
    }
    return "\(count(.problem, "problem", "problems")), \(count(.warning, "warning", "warnings")), "
      + "\(count(.unknown, "unknown", "unknown")) of \(findings.count) checks"
  }
}

/// What a rank sends to rank 0: its own facts, and on each host's first rank those of the host.
struct RankReport: Codable, Equatable, Sendable {
  var rank: RankFacts
  var machine: MachineFacts?
}
