import Engine
import FileFormats
import Foundation
import KerasFormat
import Layers

/// A callback that writes event files for TensorBoard: each epoch's numbers, the distribution of
/// every weight and its gradient, and the model.
///
/// The numbers of training are in the folder `train`, those of validation in `validation`, under
/// Keras's tags: `epoch_loss`, `epoch_accuracy`, `epoch_learning_rate`. A step is an epoch, from 0.
/// A resumed run continues in a new file after its completed epochs; a new run in the same folder
/// replaces the curves of the last. A write error is logged once, and does not end the training.
/// Source: Keras 3, `TensorBoard`.
public final class TensorBoard: BuiltInCallback {
  let directory: String
  private let histogramFrequency: Int
  private let writesGradients: Bool
  private let writesGraph: Bool
  private var training: EventFile?
  private var validation: EventFile?

  /// Whether an error of the files was logged.
  private var hasWarned = false

  /// Creates a callback with Keras's defaults.
  ///
  /// - Parameters:
  ///   - logDir: The folder, which is created if necessary.
  ///   - histogramFreq: The number of epochs between histograms of the weights; 0 for none.
  ///   - writeGraph: Whether the model is written: its summary as text, and its graph.
  ///   - writeGrads: Whether there are histograms of the gradients beside those of the weights, as
  ///     in Keras 2: of the mean loss of the first samples of the training data, as many as a
  ///     batch has and at most 256, with the weights at the epoch's end.
  public init(
    _ logDir: String = "logs", histogramFreq: Int = 0, writeGraph: Bool = true,
    writeGrads: Bool = false
  ) {
    directory = logDir
    histogramFrequency = histogramFreq
    writesGradients = writeGrads
    writesGraph = writeGraph
  }

  package func checkArguments() throws(TrainingError) {
    try check("logDir", isText: directory)
    try check("histogramFreq", histogramFrequency, atLeast: 0)
  }

  /// Creates the files, with the model; those of an interrupted run lose the epochs that are done
  /// again.
  ///
  /// - Throws: `FileError` for a folder or file that cannot be created or read.
  package func trainingBegan(in run: RunContext) throws {
    hasWarned = false
    validation = nil
    let training = try EventFile(in: directory + "/train")
    self.training = training
    if run.isResumed {
      try training.removeEvents(fromEpoch: run.initialEpoch)
      try openValidation()?.removeEvents(fromEpoch: run.initialEpoch)
    } else {
      validation = try openValidation()
    }
    let events = writesGraph ? try Self.events(of: run.model) : []
    do {
      try training.begin(atEpoch: run.initialEpoch)
      try training.write(events, epoch: run.initialEpoch)
      // Also of a run that does not validate: the last one's curve would stay beside its own.
      try validation?.begin(atEpoch: run.initialEpoch)
    } catch let error as FileError where !error.isCreation {
      note(error)
    }
  }

  /// Writes the epoch's events.
  package func epochEnded(_ report: EpochReport, in run: RunContext) throws {
    guard report.isWhole else { return }
    var values: [SummaryEvent.Value] = []
    var validationValues: [SummaryEvent.Value] = []
    for (name, number) in report.logs.entries where name != "learning_rate" {
      if name.hasPrefix("val_") {
        validationValues.append(
          SummaryEvent.Value(tag: "epoch_" + name.dropFirst(4), content: .scalar(number)))
      } else {
        values.append(SummaryEvent.Value(tag: "epoch_" + name, content: .scalar(number)))
      }
    }
    values.append(
      SummaryEvent.Value(
        tag: "epoch_learning_rate", content: .scalar(Double(run.learningRate))))
    var events = [SummaryEvent.summary(values)]
    if histogramFrequency > 0, report.epoch.isMultiple(of: histogramFrequency) {
      events += try Self.histograms(of: run.model)
      if writesGradients { events += gradients(of: run) }
    }
    try noting { try training?.write(events, epoch: report.epoch) }
    guard !validationValues.isEmpty else { return }
    try noting {
      if validation == nil { validation = try EventFile(in: directory + "/validation") }
      try validation?.write([.summary(validationValues)], epoch: report.epoch)
    }
  }

  /// Writes the worst mistakes on data, where they are pictures.
  func add(_ examination: Examination, epoch: Int) {
    let values = examination.mistakes.enumerated().compactMap { index, mistake in
      mistake.picture.map { picture in
        SummaryEvent.Value(
          tag: "mistakes/\(index < 9 ? "0" : "")\(index + 1)",
          content: .picture(
            picture,
            title: "sample \(mistake.index) of \(examination.name): label \(mistake.actual), taken "
              + "for \(mistake.taken)"))
      }
    }
    guard !values.isEmpty else { return }
    do {
      try training?.write([.summary(values)], epoch: epoch)
    } catch {
      note(error)
    }
  }

  /// Runs `body`, and logs an error of a file once.
  private func noting(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as FileError {
      note(error)
    }
  }

  private func note(_ error: any Error) {
    if !hasWarned { Warnings.write("TensorBoard's events are not complete: \(error)") }
    hasWarned = true
  }

  /// The folder of the validation's events, if there is one.
  private func openValidation() throws -> EventFile? {
    let path = directory + "/validation"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try EventFile(in: path)
  }
}

// MARK: - Events

extension TensorBoard {
  /// Returns the histogram of every variable; one event each, so that no copy of all is made.
  private static func histograms(of model: Model) throws -> [SummaryEvent] {
    try model.variablePlan().entries.map { entry in
      .summary([
        SummaryEvent.Value(
          tag: entry.parameter.name + "/histogram",
          content: .histogram(WeightHistogram(entry.values)))
      ])
    }
  }

  /// The most samples whose gradients are taken: each of their activations is kept.
  private static let gradientSampleLimit = 256

  /// Returns the histogram of the gradient of each trainable parameter; none where a layer cannot
  /// compute it, which a warning says once.
  private func gradients(of run: RunContext) -> [SummaryEvent] {
    guard let data = run.data, data.count > 0 else { return [] }
    let count = min(run.batchSize, data.count, Self.gradientSampleLimit)
    do {
      return try run.model.gradients(of: data[0..<count], training: true).map { parameter in
        .summary([
          SummaryEvent.Value(
            tag: parameter.name + "/gradient/histogram",
            content: .histogram(WeightHistogram(parameter.values)))
        ])
      }
    } catch {
      note(error)
      return []
    }
  }

  /// Returns the model's summary as text, and its graph if Keras's JSON can describe it.
  private static func events(of model: Model) throws -> [SummaryEvent] {
    let summary = "```\n" + (try model.summary()) + "```"
    var values = [SummaryEvent.Value(tag: "model", content: .text(summary))]
    if let json = try? model.configuration().serialized() {
      values.append(SummaryEvent.Value(tag: "keras", content: .model(json)))
    }
    return [.summary(values)]
  }
}
