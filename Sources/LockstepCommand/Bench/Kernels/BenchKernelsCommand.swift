import ArgumentParser
import FileFormats
import Parallel
import Training

/// `lockstep bench kernels`: the options.
struct BenchKernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Times each kernel on the networks' shapes, beside what the machine can do.",
    discussion: """
      On one core: `taskset -c 0` keeps it on one. The kernels take turns. What the machine can do \
      is measured in the same run: fused multiply-adds in registers, and reading and updating \
      numbers in each cache and in memory.
      """)

  @Option(help: "The networks: \(ModelCatalog.names.joined(separator: ", ")); commas between them.")
  var models = "mlp,cnn,deep"

  @Option(help: "The rows of a batch; the networks' own without one.")
  var batchSize: Int?

  @Option(help: "The leaves of the reduction tree.")
  var leaves = 8

  @Option(help: "Turns of each kernel.")
  var repeats = 21

  @Option(help: "Only kernels whose name contains this.")
  var only: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    for (option, value) in [
      ("--repeats", repeats), ("--leaves", leaves), ("--batch-size", batchSize ?? 1),
    ] where value < 1 {
      throw TrainingError.invalidValue(of: option, expected: "at least 1", found: "\(value)")
    }
    _ = try ReductionTree(leafCount: leaves)
    try ProcessGroup.prepareProcessor()
    let cases = try KernelCases.all(
      models: models.split(separator: ",", omittingEmptySubsequences: false).map(String.init),
      batchSize: batchSize, leafCount: leaves
    ).filter { only.map($0.name.contains) ?? true }
    guard !cases.isEmpty else {
      throw TrainingError.invalidValue(
        of: "--only", expected: "a part of a kernel's name, as matmul", found: only ?? "")
    }

    let peak = ArithmeticPeak.ofThisCore()
    let roofline = Roofline(peak: peak.gigaflops, levels: MemoryLevels.measured())
    let times = KernelTimer(repeats: repeats).microseconds(of: cases.map(\.body))
    let report = KernelReport(
      roofline, openBLASGigaflops: peak.openBLASGigaflops,
      entries: zip(cases, times).map { kernel, times in
        KernelReport.Entry(
          name: kernel.name, shape: kernel.shape, operationCount: kernel.operationCount,
          readByteCount: kernel.readByteCount, writtenByteCount: kernel.writtenByteCount,
          coldByteCount: kernel.coldByteCount, microseconds: times)
      })
    print(json ? report.json.serialized() : report.table(machine: Machine.description))
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
