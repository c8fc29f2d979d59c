import ArgumentParser
import Datasets
import FileFormats
import Launcher
import Parallel
import Training

/// `lockstep audit RUN --digest FILE`.
struct AuditCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Computes steps of a saved run again, alone, and compares them with its digest log.",
    discussion: """
      The bits do not depend on the number of ranks, so what this process computes is what every \
      rank should have computed. Steps are drawn at random from the log of train --digest, and \
      computed from the nearest checkpoint before them; those between are compared too. With \
      --digest-gradients the log tells what was wrong in a step, with --digest-ranks on which rank \
      and where.

        lockstep audit runs/a --digest a.digests
        lockstep audit runs/a --digest a.digests --steps 1000 --seed 7

      Exit codes: 0 all agree, 1 something was wrong.
      """)

  // A property called run would hide ArgumentParser's method.
  @Argument(help: ArgumentHelp("A run's folder, or a checkpoint's file.", valueName: "run"))
  var path: String

  @Option(help: ArgumentHelp("The log of the run's train --digest.", valueName: "file"))
  var digest: String

  @Option(help: ArgumentHelp("The number of steps that are drawn, at most.", valueName: "n"))
  var steps = 100

  @Option(help: "Determines which steps are drawn.")
  var seed: UInt64 = 0

  @OptionGroup var options: ReplayOptions

  func validate() throws {
    try OptionCheck.path(path, of: "the run")
    try OptionCheck.path(digest, of: "--digest")
    try OptionCheck.number(steps, of: "--steps", in: 1...Int.max)
  }

  func run(in group: ProcessGroup) throws {
    let log = try SavedDigests(digest)
    guard !log.steps.isEmpty else {
      throw ReplayError.notLogged(path: digest, step: 1, found: nil)
    }
    if Directory.kind(of: path) == .file { try ModelPath.checkIsCheckpoint(path) }
    let drawn = RunAudit.draw(steps, from: log.steps, seed: seed)
    var loaded: SampleSplit?
    let audit = try RunAudit(drawn, of: path, log: log, nonFinite: options.policy) { run in
      let data = try loaded ?? options.load(run)
      loaded = data
      return try options.prepare(run, data)
    }
    for finding in audit.findings {
      switch finding.place {
      case .step(let step): print("Step \(step) is wrong: \(finding.cause.rawValue)")
      case .checkpoint(let path):
        print("\(path.onOneLine(limit: .max)) is wrong: \(finding.cause.rawValue)")
      }
      for element in finding.elements { print("  \(element.line)") }
      if finding.elements.isEmpty {
        for tensor in finding.tensors {
          print("  \(tensor.kind.rawValue): \(tensor.name.onOneLine())")
        }
      }
      if case .step(let step) = finding.place {
        let worldSize = try log.found(step)?.ranks.count ?? 0
        let rank = finding.elements.first?.rank.map { ["--rank", "\($0)", "--of", "\(worldSize)"] }
        print("  all of it: \(replayCommand(of: step, as: rank ?? []))")
      }
    }
    let counts =
      "\(drawn.count) of \(log.steps.count) steps drawn, \(audit.computedCount) computed again"
    guard audit.findings.isEmpty else {
      print("\(audit.findings.count) wrong; \(counts).")
      throw ArgumentParser.ExitCode(1)
    }
    print("All agree: \(counts).")
  }

  /// The command that shows what a step, or a rank in it, should have computed.
  private func replayCommand(of step: Int, as rank: [String]) -> String {
    ShellText.line(
      ["lockstep", "replay", path, "--step", "\(step)"] + rank + ["--digest", digest]
        + options.words)
  }
}

extension RunAudit.Element {
  /// One line: rank, tensor, indices, what was found and what is computed again.
  var line: String {
    let owner = rank.map { "rank \($0), " } ?? ""
    return owner + tensor.onOneLine() + values + memory
  }

  private var values: String {
    guard let indices, let found, let expected else { return ": several elements" }
    let count = otherCount ?? 0
    let more = count > 0 ? ", and \(count) more" : ""
    return "\(indices): found \(found), computed again \(expected)\(more)"
  }

  /// Where only one host's copy of a weight is wrong.
  private var memory: String {
    guard isOfHost, let rank else { return "" }
    return ", in the memory of the host of rank \(rank)"
      + (updatingRank.map { "; rank \($0) updates it" } ?? "")
  }
}
