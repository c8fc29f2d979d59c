import ArgumentParser
import FileFormats
import Foundation
import Parallel
import Training

/// `lockstep bench scaling`: the options.
struct BenchScalingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scaling",
    abstract: "Measures speed-up over ranks: with one batch for all, and with one for each.",
    discussion: """
      Every run is started anew in every round, one after the other, so that a machine whose speed \
      drifts treats all alike. World size 1 is the solo program, without mpirun and pinned to one \
      core, with --leaves leaves and with one: the faster of the two is what speed-ups are against. \
      More ranks than leaves raise the number of leaves for all.
      """)

  @Option(help: "The networks: \(ModelCatalog.names.joined(separator: ", ")); commas between them.")
  var models = "mlp,cnn"

  @Option(
    help: ArgumentHelp(
      "mnist, random (dense inputs), digits, or MNIST's folder.", valueName: "folder|name"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "Batches of all ranks together (strong scaling), or none.", valueName: "n,..."))
  var batches = "128,256,1024"

  @Option(
    help: ArgumentHelp("Batches of each rank (weak scaling), or none.", valueName: "n,..."))
  var batchesPerRank = "128"

  @Option(help: ArgumentHelp("World sizes that take turns.", valueName: "n,..."))
  var worlds = "1,2,4"

  @Option(help: ArgumentHelp("mpirun's file of hosts; this host without one.", valueName: "file"))
  var hostfile: String?

  @Option(help: "The leaves of the reduction tree.")
  var leaves = 8

  @Option(help: "How gradients are summed: auto, shared, ordered or mpi.")
  var exchange = "auto"

  @Option(help: "How often each run is started.")
  var rounds = 5

  @Option(help: "Turns within a start.")
  var repeats = 10

  @Option(help: "Steps of one turn.")
  var steps = 20

  @Option(help: ArgumentHelp("Also write JSON to a file.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Also draw a picture (SVG) to a file.", valueName: "file"))
  var svg: String?

  func run() throws {
    let plan = try plan()
    var reports: [ScalingPlan.Run: StepReport] = [:]
    for round in 1...rounds {
      for run in plan.runs {
        standardError(
          "round \(round) of \(rounds): \(run.model), batch \(run.batchSize), "
            + "\(run.worldSize) \(run.worldSize == 1 ? "rank" : "ranks")")
        let job = BenchJob(
          worldSize: run.worldSize, hostFile: run.worldSize > 1 ? hostfile : nil)
        let report = try StepReport(
          parsing: job.output(arguments(of: run, leafCount: plan.leafCount)))
        reports[run] = reports[run]?.merged(with: report) ?? report
      }
    }
    let report = ScalingReport(plan, reports, machine: Machine.description)
    print(report.table)
    if let json { try write(report.json.serialized() + "\n", to: json) }
    if let svg { try write(ScalingChart(report).svg, to: svg) }
  }

  private func write(_ text: String, to path: String) throws {
    try AtomicFile.write(to: path) { try $0.write(Array(text.utf8)) }
  }

  private func plan() throws -> ScalingPlan {
    for (option, value) in [("--rounds", rounds), ("--repeats", repeats), ("--steps", steps)]
    where value < 1 {
      throw TrainingError.invalidValue(of: option, expected: "at least 1", found: "\(value)")
    }
    let names = models.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    for name in names { _ = try ModelChoice(name, seed: 0) }
    _ = try ReductionTree(leafCount: leaves)
    guard ExchangeKind(rawValue: exchange) != nil else {
      throw ParallelError.unknownExchange(exchange)
    }
    func sizes(_ list: String, of option: String) throws -> [Int] {
      list == "none" ? [] : try BenchStepCommand.numbers(list, of: option)
    }
    return ScalingPlan(
      models: names, strong: try sizes(batches, of: "--batches"),
      weak: try sizes(batchesPerRank, of: "--batches-per-rank"),
      worldSizes: try BenchStepCommand.numbers(worlds, of: "--worlds"), leafCount: leaves)
  }

  /// The solo program also runs with one leaf, which saves it the tree.
  private func arguments(of run: ScalingPlan.Run, leafCount: Int) -> [String] {
    [
      "bench", "step", "--model", run.model, "--batch-size", "\(run.batchSize)",
      "--leaves", run.worldSize == 1 && leafCount > 1 ? "\(leafCount),1" : "\(leafCount)",
      "--exchange", exchange, "--worlds", "1", "--repeats", "\(repeats)", "--steps", "\(steps)",
      "--json",
    ] + (data.map { ["--data", $0] } ?? [])
  }
}
