import ArgumentParser
import FileFormats
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

  @OptionGroup var output: JSONOption

  func validate() throws {
    try OptionCheck.number(batchSize, of: "--batch-size", in: WorkloadOptions.batchSizes)
  }

  func run() throws {
    try ProcessGroup.prepareProcessor()
    let cases = try KernelCases.all(
      models: modelsOption.words, batchSize: batchSize, leafCount: leavesOption.leaves
    ).filter { only.map($0.name.contains) ?? true }
    guard !cases.isEmpty else {
      throw TrainingError.invalidValue(
        of: "--only", expected: "a part of a kernel's name, as matmul", found: only ?? "")
    }

    let peak = ArithmeticPeak.ofThisCore()
    let roofline = Roofline(peak: peak.gigaflops, levels: MemoryLevels.measured())
    let times = KernelTimer(repeats: repeatsOption.repeats).microseconds(of: cases.map(\.body))
    let report = KernelReport(
      roofline, openBLASGigaflops: peak.openBLASGigaflops,
      entries: zip(cases, times).map { kernel, times in
        KernelReport.Entry(
          name: kernel.name, shape: kernel.shape, operationCount: kernel.operationCount,
          readByteCount: kernel.readByteCount, writtenByteCount: kernel.writtenByteCount,
          coldByteCount: kernel.coldByteCount, microseconds: times)
      })
    print(output.json ? report.json.serialized() : report.table(machine: Machine.description))
  }
}

extension KernelCase {
  /// The floating-point operations, 0 for a kernel that is counted in bytes.
  fileprivate var operationCount: Int {
    switch work {
    case .arithmetic(let count): count
    case .memory: 0
    }
  }
}
