import Datasets
import Engine
import FileFormats
import Layers
import Parallel
import Training

/// A saved model, and what its outputs mean.
final class Predictor {
  let model: Model
  private let scale: OutputScale
  /// The form of the data that the model was trained with; nil where nothing is known of them.
  private let form: DataForm?
  /// The model laid out, once the first samples have given it a shape.
  private var program: PredictionProgram?

  /// Loads a checkpoint, or a model that a program has saved.
  ///
  /// - Throws: The errors of `Model.load`, or `TrainingError` for a model of several inputs or
  ///   outputs.
  init(_ path: String) throws {
    let loss: (any Loss)?
    (model, form, loss) = try Self.load(path)
    if model.isBuilt {
      let graph = try model.graph()
      guard graph.inputs.count == 1, graph.outputs.count == 1 else {
        throw TrainingError.invalidValue(
          of: "the number of inputs and outputs of the model", expected: "one of each",
          found: "\(graph.inputs.count) and \(graph.outputs.count)")
      }
    }
    scale = OutputScale(loss)
  }

  /// Loads a model, not compiled where parts of its training are a program's own: outputs are
  /// values where its loss is.
  private static func load(
    _ path: String
  ) throws -> (Model, form: DataForm?, loss: (any Loss)?) {
    do {
      let (model, form) = try ModelFileError.namingOwnParts(
        of: path, remedy: "predict there, or export the model from there"
      ) { try Model.loadWithForm(from: path, optimizerState: false, metrics: false) }
      return (model, form, model.compilation?.objective.losses.first)
    } catch let error as ModelFileError {
      guard let (model, form) = try? Model.loadWithForm(from: path, compile: false) else {
        throw error
      }
      if let loss = SavedConfiguration(path).loss { return (model, form, loss) }
      Warnings.write(
        "\(path.onOneLine()): outputs are shown as values, since what they mean is not known: "
          + "\(error.error)")
      return (model, form, nil)
    }
  }

  /// The columns of a table that fits the model: those that it was trained with, else as many
  /// numbers as its input takes, with or without labels behind them.
  ///
  /// - Throws: `ModelError`.
  func tableColumns() throws -> TableColumns {
    if let columns = form?.columns { return columns }
    let count = try model.inputShapes().first?.elementCount ?? 0
    let graph = try model.graph()
    let labelCount = scale.isShare ? 1 : graph.calls[graph.outputs[0]].outputShape.elementCount
    return TableColumns(
      features: nil, featureCount: count, labels: (0..<labelCount).map { "\(count + 1 + $0)" })
  }

  /// The form of images that fits the model: as it was trained, else the channels of its input.
  ///
  /// - Throws: `ModelError`.
  func imageOptions(_ options: ImageDataOptions) throws -> ImageOptions {
    var result = options.options(known: form?.images)
    guard form?.images == nil, result.colorMode == nil,
      let size = ImageSize(try model.inputShapes().first?.dimensions ?? [])
    else { return result }
    result.colorMode = [1: .grayscale, 3: .rgb, 4: .rgba][size.channels]
    return result
  }

  /// Loads data with their labels, as they are in their files, and as the model takes them.
  ///
  /// - Throws: What loading throws; `DataFileError` for labels that are texts, where the model does
  ///   not say which classes they are.
  func load(
    _ source: DataSource, header: DataFiles.Header?, _ images: ImageDataOptions
  ) throws -> (split: SampleSplit, data: ModelData) {
    let split = try source.load(
      labelColumns: [], header: header, columns: form?.columns, images: imageOptions(images),
      on: .selfOnly)
    if split.train.labels.images == nil { try images.expectNone() }
    if form?.columns == nil, split.train.labels.columns?.classes != nil {
      throw DataFileError(
        path: source.name, found: "labels that are texts",
        expected: "numbers: the model does not say which texts the classes had")
    }
    return (split, try ModelData(split, from: source, for: model, form))
  }

  /// Warns where samples of a file are rather of another scale than the training's.
  ///
  /// - Throws: `ModelError`.
  func warn(of samples: Samples, in name: String) throws {
    try ModelData.warn(of: samples, model, form, in: name)
  }

  /// Computes the model's output for samples as they are in a file.
  ///
  /// - Parameters:
  ///   - samples: The samples.
  ///   - name: What messages call their file.
  /// - Returns: The outputs.
  /// - Throws: `TrainingError.shape` where the samples have another size than the model's input;
  ///   `DataFileError` where they are of another kind than those of the training.
  func predictions(of samples: Samples, in name: String) throws -> Predictions {
    let samples = try ModelData.fitted(samples, to: model, form, in: name)
    let program = try self.program ?? PredictionProgram(model)
    self.program = program
    let outputs = try program.rows([samples])[0]
    return Predictions(
      outputs: scale.probabilities(outputs),
      classes: scale.isShare ? outputs.map(scale.predictedClass) : nil,
      names: form?.classes, columns: form?.columns?.labelNames)
  }
}

/// The outputs of a model for samples.
struct Predictions {
  /// Each sample's output: a probability for each class, that of the second one of two, or values.
  let outputs: OutputRows
  /// The class of each sample, nil for an output that is NaN; nil where outputs are values.
  let classes: [Int?]?
  /// The classes' names, where a table had texts for them, or images their folders.
  let names: [String]?
  /// The names of the table's columns that the labels were from.
  private let columns: [String]?
  /// The files of the samples, where each is an image of its own.
  var files: [String]?

  init(outputs: OutputRows, classes: [Int?]?, names: [String]?, columns: [String]?) {
    self.outputs = outputs
    self.classes = classes
    self.names = names
    self.columns = columns
  }

  /// The name of each value, where the labels were in several columns with names.
  var valueNames: [String]? {
    guard classes == nil, let columns, columns.count > 1, columns.count == outputs.rowSize,
      // The names of columns of the result itself.
      !columns.contains("sample"), files == nil || !columns.contains("file")
    else { return nil }
    return columns
  }

  /// The probability of a class.
  func probability(_ index: Int, ofClass label: Int) -> Float {
    let first = index * outputs.rowSize
    guard outputs.rowSize == 1 else { return outputs.values[first + label] }
    return label == 0 ? 1 - outputs.values[first] : outputs.values[first]
  }

  /// The name of a class, nil where it has none.
  func name(_ label: Int) -> String? {
    names.flatMap { label < $0.count ? $0[label] : nil }
  }
}
