import ArgumentParser
import Datasets
import Engine
import FileFormats
import Layers
import Parallel
import Training

/// `lockstep evaluate CHECKPOINT`.
struct EvaluateCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Computes the loss and accuracy of a checkpoint or a .keras file on the test set.",
    discussion: """
        lockstep evaluate runs/a --confusion
        lockstep evaluate runs/a/step-00002345.safetensors

      With --confusion: how many samples of each class were taken for each class (up to 20 \
      classes), and each class's precision, recall and F1.
      """)

  @Argument(help: "A checkpoint, a .keras file, or a run's folder for its newest checkpoint.")
  var checkpoint: String

  @Option(help: .data(default: "$MNIST_DIR, else data/mnist"))
  var data: String?

  @OptionGroup var dataOptions: DataOptions

  @OptionGroup var evaluationOption: EvaluationOption

  @Option(help: "0 prints only the result, 1 a bar, 2 a line.")
  var verbose = 1

  @Flag(help: "Print which classes are taken for which, and each class's figures.")
  var confusion = false

  func validate() throws {
    _ = try Verbosity(option: verbose)
    try OptionCheck.path(checkpoint, of: "the checkpoint")
    try OptionCheck.path(data, of: "--data")
  }

  func run(in group: ProcessGroup) throws {
    // Unless all ranks evaluate, the others have nothing to do.
    let ranks = evaluationOption.ranks
    guard group.isFirst || ranks == .all else { return }
    let verbosity = try Verbosity(option: verbose)
    let (model, form, run) = try load()
    let source = DataSource(data)
    let group = ranks == .all ? group : ProcessGroup.selfOnly
    let loaded = try dataOptions.load(
      source, columns: form?.columns, images: form?.images, on: group)
    if form?.columns == nil, loaded.train.labels.columns?.classes != nil {
      throw DataFileError(
        path: data ?? "", found: "labels that are texts",
        expected: "numbers: \(checkpoint.onOneLine()) does not say which texts the classes had")
    }
    if group.isFirst, case .files = source {
      try ModelData.warn(of: loaded.train.samples, model, form, in: source.name)
    }
    let parts = try ModelData(loaded, from: source, for: model, form)
    if dataOptions.trainFraction != nil, let run { try checkSplit(parts.train, of: run) }
    let (_, test, areAll) = parts.evaluated(of: loaded)
    // A table has no parts of its own, nor have images without a folder test: all is evaluated.
    let areImages = loaded.train.labels.images != nil
    let hasNoParts = loaded.train.labels.columns != nil || areImages
    guard !areAll || hasNoParts && dataOptions.trainFraction == nil else {
      throw DataFileError(
        path: data ?? "", found: "no test set",
        expected: "the arrays x_test and y_test beside x_train and y_train")
    }
    let classes = confusion ? try test.classes(for: "--confusion") : nil
    let result = try model.means(test, batchSize: 32, verbosity, ranks: ranks, on: group)
    guard group.isFirst else { return }
    let label =
      (areAll ? "all \(test.count) \(areImages ? "images" : "rows")" : source.label).map {
        " (\($0))"
      } ?? ""
    for (name, value) in result { print("Test \(name.onOneLine())\(label): \(value)") }
    if let classes {
      try matrix(of: model, test, classes).lines(names: test.labels[0].classNames)
        .forEach { print($0) }
    }
  }

  /// Reads the model, the form of its data, and what a checkpoint says of the run.
  private func load() throws -> (model: Model, form: DataForm?, run: CheckpointHeader?) {
    let model = try ModelPath(checkpoint)
    let path = model.file
    if model.kind == .keras {
      do {
        let (model, form) = try Model.loadWithForm(from: path, optimizerState: false)
        return (model, form, nil)
      } catch let error as ModelFileError {
        throw error.with(remedy: nil)
      }
    }
    return try ModelFileError.namingOwnParts(
      of: path, remedy: "evaluate there; lockstep predict shows the outputs"
    ) {
      do {
        let saved = try Checkpoint(readingFrom: path)
        return (try saved.restoredModel(), saved.header.form, saved.header)
      } catch let error as CheckpointError {
        guard let compilation = SavedConfiguration(path).compilationForEvaluation else {
          throw error
        }
        let (model, form) = try Model.loadWithForm(from: path, compile: false)
        try model.compile(compilation)
        return (model, form, try CheckpointHeader(of: SafetensorsFile(path)))
      }
    }
  }

  /// Checks that samples set apart for training begin with those that the run was trained on.
  ///
  /// It may have set the last ones apart to validate with.
  ///
  /// - Throws: `ReplayError.otherData`.
  private func checkSplit(_ train: TrainingData, of header: CheckpointHeader) throws {
    let count = min(header.sampleCount, train.count)
    let found = train[0..<count].fingerprint
    guard found == header.run.data else {
      throw ReplayError.otherData(
        path: checkpoint, found: "\(found) with these options",
        expected: header.run.data)
    }
  }

  private func matrix(
    of model: Model, _ test: TrainingData, _ classes: [Int]
  ) throws -> ConfusionMatrix {
    ConfusionMatrix(
      outputs: try model.rows(predicting: test.samples)[0], classes: classes,
      scale: OutputScale(model.compilation?.objective.losses.first))
  }
}
