import ArgumentParser
import Datasets
import FileFormats
import Layers
import Parallel
import Training

/// `lockstep predict CHECKPOINT`.
struct PredictCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Computes a saved model's output for samples: classes and probabilities, or values.",
    discussion: """
      Samples are those of --data: the test set where there is one, all rows of a table, a single \
      array's file without labels, or a folder of images alone; or they are images by their names. \
      Bytes are divided by 255 as in training, and images are read in its form; numbers of another \
      kind than the training's are refused.

        lockstep predict runs/a --data mnist.npz --limit 8 --show
        lockstep predict runs/a photos/1.png photos/2.jpg
        lockstep predict runs/a --data x.npy --format csv --output classes.csv
        lockstep predict runs/a --data mnist.npz --output classes.txt --confusion
        lockstep predict model.safetensors --stdin <x.npy >probabilities.npy

      With --stdin NumPy's arrays are read one after the other to the end of standard input, and \
      for each one the outputs are written as an array.
      """)

  @Argument(
    help: "A checkpoint, a saved model, a .keras file, or a run's folder for its newest checkpoint."
  )
  var checkpoint: String

  @Argument(help: ArgumentHelp("Images, instead of --data.", valueName: "image"))
  var images: [String] = []

  @Option(help: .data(default: "$MNIST_DIR, else data/mnist"))
  var data: String?

  @OptionGroup var headerOption: HeaderOption
  @OptionGroup var imageOptions: ImageDataOptions

  @Option(
    help: ArgumentHelp(
      "Take the first n samples only (default: all; with --show 8).", valueName: "n")
  )
  var limit: Int?

  @Option(
    help: ArgumentHelp(
      "One of \(PredictionFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format = PredictionFormat.text

  @Option(
    help: ArgumentHelp(
      "Write to this file (default: standard output, as with -).", valueName: "file"))
  var output: String?

  /// The file to write; nil for standard output.
  private var outputFile: String? { output == OptionCheck.standardOutput ? nil : output }

  @Flag(help: "Draw the samples, which are images, with their classes.")
  var show = false

  @Flag(help: "Read arrays from standard input, and write arrays to standard output.")
  var stdin = false

  @Flag(
    help: """
      Print which of the samples' classes were taken for which after the predictions, and each \
      class's figures; with --output nothing else.
      """)
  var confusion = false

  func validate() throws {
    try OptionCheck.path(checkpoint, of: "the checkpoint")
    try OptionCheck.path(data, of: "--data")
    try OptionCheck.path(output, of: "--output")
    for path in images { try OptionCheck.path(path, of: "an image") }
    if !images.isEmpty, data != nil || stdin {
      throw OptionCheck.invalid(
        data == nil ? "--stdin" : "--data", expected: "none beside images", found: "given")
    }
    try OptionCheck.number(limit, of: "--limit", in: 1...Int(Int32.max))
    let others = [
      ("--data", data != nil), ("--header", headerOption.header != nil), ("--limit", limit != nil),
      ("--output", output != nil),
      ("--show", show), ("--format", format != .text), ("--confusion", confusion),
    ]
    if stdin, let (name, _) = others.first(where: \.1) {
      throw OptionCheck.invalid(name, expected: "none beside --stdin", found: "given")
    }
    if confusion, !images.isEmpty {
      throw OptionCheck.invalid(
        "--confusion", expected: "samples with labels, as --data has them", found: "images alone")
    }
    if confusion, format != .text, outputFile == nil {
      throw OptionCheck.invalid(
        "--output", expected: "a file beside --confusion and --format \(format.rawValue)",
        found: output == nil ? "not given" : "-, for standard output")
    }
    if show, format != .text || output != nil {
      throw OptionCheck.invalid(
        "--show", expected: "neither --format nor --output beside it", found: "given")
    }
  }

  func run(in group: ProcessGroup) throws {
    guard group.isFirst else { return }
    if stdin { try OpenStreams.expectInput() }
    if outputFile == nil { try OpenStreams.expectOutput() }
    let path = try ModelPath(checkpoint).file
    var inputs: [(option: String, path: String?)] = [
      ("the checkpoint", checkpoint), ("the checkpoint", path),
      ("the data", data == nil && images.isEmpty ? OutputCheck.defaultData : nil),
    ]
    inputs += images.map { (option: "the image", path: $0) }
    try OutputCheck(reads: inputs, data: [("--data", data)]).check(output: outputFile)
    let predictor = try Predictor(path)
    if stdin { return try ArrayStream(predictor).run() }
    // Of images no more are read than are shown.
    let files = try (images.isEmpty ? imagesOfData(for: predictor) : images).map { files in
      Array(files.prefix(limit ?? (show ? 8 : files.count)))
    }
    let labelled = confusion ? try labelledSamples(for: predictor) : nil
    let samples =
      if let labelled {
        labelled.samples
      } else if let files {
        try Samples(images: files, predictor.imageOptions(imageOptions))
      } else {
        try samples(for: predictor)
      }
    let shown = samples.prefix(min(limit ?? (show ? 8 : samples.count), samples.count))
    let source = DataSource(data)
    let name = files?.first ?? source.name
    if case .files = source { try predictor.warn(of: shown, in: name) }
    var predictions = try predictor.predictions(of: shown, in: name)
    predictions.files = files
    let lines = try labelled.map { try matrixLines(of: predictions, $0.classes) } ?? []
    if show {
      try PredictionDrawing(shown, predictor).lines(predictions).forEach { print($0) }
    } else if let outputFile {
      try AtomicFile.write(to: outputFile) { file in
        try format.write(predictions) { try file.write($0) }
      }
    } else {
      try format.write(predictions) { StandardStream.writeOutput($0) }
    }
    if confusion, outputFile == nil { print() }
    for line in lines { print(line) }
  }

  /// The samples with their classes: the test set where there is one, else all.
  ///
  /// - Throws: `TrainingError.invalidValue` for samples without classes, and what loading throws.
  private func labelledSamples(
    for predictor: Predictor
  ) throws -> (samples: Samples, classes: [Int]) {
    let source = DataSource(data)
    if case .files(let path) = source {
      let isImages = DataFiles.isImageFolder(path)
      let isArray = path.hasSuffix(".npy")
      if try isArray || !isImages && DataFiles.unlabeledImages(at: path) != nil {
        throw Self.withoutClasses(isArray ? "an array alone" : "images without classes")
      }
    }
    let loaded = try predictor.load(source, header: headerOption.header, imageOptions)
    let (raw, part, _) = loaded.data.evaluated(of: loaded.split)
    return (raw, try part.classes(for: "--confusion"))
  }

  private func matrixLines(
    of predictions: Predictions, _ classes: [Int]
  ) throws -> [String] {
    guard let taken = predictions.classes else {
      throw Self.withoutClasses("a model whose outputs are values")
    }
    return ConfusionMatrix(
      taken: taken, classes: Array(classes.prefix(taken.count)),
      classCount: predictions.outputs.rowSize
    ).lines(names: predictions.names)
  }

  private static func withoutClasses(_ found: String) -> TrainingError {
    .withoutClasses(for: "--confusion", found: found)
  }

  /// The images of `--data`, where it is one image, a folder that has nothing else, or one of
  /// classes: of that those of its test set, where there is one, in the samples' order.
  private func imagesOfData(for predictor: Predictor) throws -> [String]? {
    guard let data, headerOption.header == nil, !DataSource.names.contains(data) else { return nil }
    guard DataFiles.isImageFolder(data) else { return try DataFiles.unlabeledImages(at: data) }
    return try ImageFolder(data, predictor.imageOptions(imageOptions)).lastPaths
  }

  /// The samples to predict: those of an array's file, of a test set, or all that there are.
  private func samples(for predictor: Predictor) throws -> Samples {
    if headerOption.header == nil, let data, !DataSource.names.contains(data),
      let content = try? ContentReader(data),
      data.hasSuffix(".npy") || (try? ArrayHeader(from: content)) != nil
    {
      try imageOptions.expectNone()
      return try Samples(npy: data)
    }
    let source = DataSource(data)
    if case .files(let path) = source, try DataFiles.isTable(path) {
      try imageOptions.expectNone()
      let columns = try predictor.tableColumns()
      if headerOption.header == nil, let row = try DataFiles.countingRow(of: path, columns) {
        source.warn(ofCountingRow: row)
      }
      return try Samples(
        table: path, header: headerOption.header ?? .auto, columns: columns)
    }
    if let header = headerOption.header {
      throw TrainingError.invalidValue(
        of: "--header", expected: "a table beside it, as --data FILE.csv", found: header.rawValue)
    }
    if let test = try source.testSamples() {
      try imageOptions.expectNone()
      return test
    }
    let loaded = try source.load(
      images: predictor.imageOptions(imageOptions), on: .selfOnly)
    if loaded.train.labels.images == nil { try imageOptions.expectNone() }
    return loaded.test.samples.count > 0 ? loaded.test.samples : loaded.train.samples
  }
}
