import ArgumentParser
import Benchmarks
import Parallel
import Training

/// `lockstep bench kernels`: the options.
struct BenchKernelsCommand: ParsableCommand, BenchDefaults {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Times each kernel on the networks' shapes, beside what the machine can do.",
    discussion: """
      On one core: `taskset -c 0` keeps it on one. The kernels take turns. What the machine can do \
      is measured in the same run: fused multiply-adds in registers, and reading and updating \
      numbers in each cache and in memory.

        lockstep bench kernels --models mlp --only dense
      """)

  static let models = "mlp,cnn,deep"
  static let repeats = 21

  @OptionGroup var modelsOption: ModelsOption<Self>

  @Option(help: "The rows of a batch; the networks' own without one.")
  var batchSize: Int?

  @OptionGroup var leavesOption: LeavesOption
  @OptionGroup var repeatsOption: RepeatsOption<Self>

  @Option(help: "Only kernels whose name contains this.")
  var only: String?

  @OptionGroup var kernelsOption: KernelsOption
  @OptionGroup var output: ReportOptions

  func validate() throws {
    try OptionCheck.number(batchSize, of: "--batch-size", in: WorkloadOptions.batchSizes)
  }

  func run() throws {
    try kernelsOption.apply()
    let watch = MeasurementWatch(isStarted: false, ranks: 1)
    try ProcessGroup.prepareProcessor()
    let networks = try modelsOption.names.map { name in
      let choice = try ModelChoice(name, seed: 0)
      return (model: choice.model, rows: batchSize ?? choice.batchSize)
    }
    let recorder = try RunRecorder(round: 1, commit: VersionText.commit, in: .selfOnly)
    let report = try KernelReport.measured(
      networks, leafCount: leavesOption.leaves, repeats: repeatsOption.repeats
    ) { name in only.map(name.contains) ?? true }
    guard var report else {
      throw TrainingError.invalidValue(
        of: "--only", expected: "a part of a kernel's name, as matmul", found: only ?? "")
    }
    report.runs = [recorder.record()]
    output.print(
      report.json, rows: report.rows, table: report.table(machine: watch.machine.description),
      watch.record(ranks: 1, report.measurements))
  }
}
