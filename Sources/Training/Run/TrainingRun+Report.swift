package import Datasets
package import Engine
import Parallel

extension TrainingRun {
  /// Writes the report's last page, with what the model makes of the validation data.
  func end(_ report: RunReport) {
    let progress = trainer.progress
    let epochs = trainer.options.epochs
    let isDone = progress.epoch >= epochs || progress.isStopped
    let note: String? =
      if progress.epoch >= epochs {
        nil
      } else if progress.isStopped {
        "A callback ended the training after step \(progress.iterations)."
      } else {
        "Ended after step \(progress.iterations), as asked for; the run can be resumed."
      }
    let removes = options.checkpoints?.removesWhenDone == true
    report.end(
      isDone ? .finished : .stopped, note: note, checkpoint: removes ? nil : newestCheckpoint)
    guard !options.reportsLater, let validation = trainer.validation else { return }
    report.examine {
      try Examination(
        of: model, on: validation, pictures: validation.samples[0], name: "the validation data",
        results: [])
    }
  }

  /// Adds the results on other data to the report; collective over the group.
  ///
  /// - Parameters:
  ///   - data: The data; without samples nothing is added.
  ///   - pictures: The same samples in the shape in which they are shown.
  ///   - name: What the data are called.
  ///   - results: Losses and metrics on the data.
  /// - Throws: MPI's errors.
  package func completeReport(
    on data: TrainingData, pictures: Samples, called name: String, _ results: Scores.Means
  ) throws {
    guard options.report != nil, data.count > 0 else { return }
    report?.examine {
      try Examination(of: model, on: data, pictures: pictures, name: name, results: results)
    }
    try group.waitForFirst()
  }
}
