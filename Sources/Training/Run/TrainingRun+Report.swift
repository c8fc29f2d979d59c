package import Datasets
package import Engine
import Parallel

extension TrainingRun {
  /// Writes the report's last page, and for it and for TensorBoard what the model makes of the
  /// validation data.
  func endReports() {
    if let report { end(report) }
    guard !options.reportsLater, let validation = trainer.validation else { return }
    examine(validation, pictures: validation.samples[0], name: "the validation data", results: [])
  }

  private func end(_ report: RunReport) {
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
  }

  /// Shows what the model makes of data; the page, and TensorBoard, do without where that fails.
  private func examine(
    _ data: TrainingData, pictures: Samples, name: String, results: Scores.Means
  ) {
    // TensorBoard shows pictures alone.
    let board = ImageSize(pictures.shape) == nil ? nil : board
    guard report != nil || board != nil else { return }
    do {
      let examination = try Examination(
        of: model, on: data, pictures: pictures, name: name, results: results)
      report?.add(examination)
      board?.add(examination, epoch: max(trainer.progress.epoch - 1, 0))
    } catch {
      let place = report == nil ? "TensorBoard's files have" : "the report has"
      Warnings.write("\(place) no results on data: \(error)")
    }
  }

  /// Adds the results on other data to the report, and to TensorBoard's files the worst mistakes;
  /// collective over the group.
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
    guard options.report != nil || options.tensorBoard != nil, data.count > 0 else { return }
    examine(data, pictures: pictures, name: name, results: results)
    try group.waitForFirst()
  }
}
