import ArgumentParser
import Datasets
import FileFormats
import Parallel
import Training

/// `lockstep inspect DATA` and `lockstep inspect CHECKPOINT`.
struct InspectCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows what is in data, a checkpoint or another file of tensors.",
    discussion: """
      Of data it shows shapes, ranges, classes, duplicates and the first samples. Takes what --data \
      of train takes, and single arrays: lockstep inspect mnist.npz, lockstep inspect data/mnist, \
      lockstep inspect iris.csv --label-column species, lockstep inspect x_train.npy, lockstep \
      inspect photos --image-size 64x64. Of more than \(SampleOccurrences.usualDifferentLimit) \
      different samples some are compared for duplicates, which a line says.

      Of a safetensors file, of whatever program, it shows each tensor's shape, type, norm (of the \
      finite elements), range, zeros, NaN and infinities; of a checkpoint also step, settings, \
      model, optimizer and the last line of the history. A run's folder, one with checkpoints, \
      stands for the newest: lockstep inspect runs/a, lockstep inspect model.safetensors.
      """)

  @Argument(
    help: ArgumentHelp(
      """
      An .npz file, a folder of arrays, images or MNIST's files, a table, built-in data, one array's \
      file; a safetensors file, or a \
      run's folder.
      """, valueName: "data|checkpoint"))
  var data: String

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The column of a table's labels, or several, as in train.", valueName: "name|n"))
  var labelColumn: [String] = []

  @OptionGroup var headerOption: HeaderOption
  @OptionGroup var imageOptions: ImageDataOptions

  /// What can be looked at.
  private enum Subject {
    case data(DataSource)
    case array(String)
    case tensors(String)

    init(_ path: String) throws {
      self = .data(DataSource(path))
      guard !DataSource.names.contains(path) else { return }
      if Directory.kind(of: path) == .folder, let newest = try CheckpointDirectory.newest(in: path)
      {
        self = .tensors(newest)
        return
      }
      try InspectCommand.checkHasEntries(path)
      guard let content = try? ContentReader(path) else { return }
      let start = try FileDescriptor(reading: path).bytes(at: 0, count: FileKind.byteCount)
      try InspectCommand.checkIsForInspect(path, start)
      if FileKind.name(of: start) == FileKind.safetensors {
        self = .tensors(path)
      } else if (try? ArrayHeader(from: content)) != nil || path.hasSuffix(".npy") {
        self = .array(path)
      }
    }
  }

  func validate() throws { try OptionCheck.path(data, of: "the data") }

  func run(in group: ProcessGroup) throws {
    guard group.isFirst else { return }
    switch try Subject(data) {
    case .data(let source): try inspect(source)
    case .array(let path): try inspectArray(path)
    case .tensors(let path): try inspectTensors(path)
    }
  }

  private func expectNoTableOptions(beside subject: String) throws {
    for (option, isGiven) in [
      ("--label-column", !labelColumn.isEmpty), ("--header", headerOption.header != nil),
    ] where isGiven {
      throw TrainingError.invalidValue(
        of: option, expected: "a table", found: "given beside \(subject)")
    }
    try imageOptions.expectNone()
  }

  /// Shows what a damaged file still tells before the error.
  private func inspectTensors(_ path: String) throws {
    try expectNoTableOptions(beside: "\(path), a file of tensors")
    let file = try SafetensorsFile(path)
    print("\(path.onOneLine(limit: .max)): \(file.names.count) tensors")
    let description = CheckpointDescription(file)
    for (name, text) in description?.facts ?? [] {
      print("  \(name): \(text.onOneLine(limit: 1_000))")
    }
    for line in try TensorTable(file).lines() { print(line) }
    if let error = description?.error { throw error }
  }

  private func inspect(_ source: DataSource) throws {
    let data = try source.load(
      labelColumns: labelColumn, header: headerOption.header, images: imageOptions.options(),
      on: .selfOnly)
    if data.train.labels.images == nil { try imageOptions.expectNone() }
    print(source.name.onOneLine())
    let train = DataReport(data.train.samples, data.train.labels)
    try train.lines("train").forEach { print($0) }
    guard data.test.samples.count > 0 else {
      print("  no test set")
      return train.firstSamples(columns: width).forEach { print($0) }
    }
    let test = DataReport(data.test.samples, data.test.labels)
    try test.lines("test").forEach { print($0) }
    print(test.overlapLine("test", with: train, "training set"))
    train.firstSamples(columns: width).forEach { print($0) }
  }

  private func inspectArray(_ path: String) throws {
    try expectNoTableOptions(beside: "\(path), an array")
    let array = try ArrayFile(path)
    print("\(path.onOneLine(limit: .max)): \(array.header.description)")
    guard array.header.elementCount > 0, !array.header.shape.isEmpty else {
      return print("  no samples")
    }
    let report = DataReport(try Samples(npy: path), nil)
    try report.lines("array").forEach { print($0) }
    report.firstSamples(columns: width).forEach { print($0) }
  }

  private var width: Int { Terminal.standardOutput.columns ?? 80 }
}
