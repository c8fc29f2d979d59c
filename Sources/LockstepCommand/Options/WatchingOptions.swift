import ArgumentParser
import Training

/// The options for files that show a run in a browser.
struct WatchingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Write event files for TensorBoard: each epoch's numbers, histograms of weights and gradients, \
      the model, the worst mistakes.
      """,
      valueName: "folder"))
  var tensorboard: String?

  @Option(
    help: ArgumentHelp(
      "Write histograms after every n-th epoch, 0 for none (with --tensorboard; default: 1).",
      valueName: "n"))
  var histogramFreq: Int?

  @Option(
    help: ArgumentHelp(
      """
      Write a page about the run in HTML, anew after each epoch: curves, times, and at the end the \
      confusion matrix and the worst mistakes.
      """, valueName: "file.html"))
  var report: String?

  func validate() throws {
    try OptionCheck.number(histogramFreq, of: "--histogram-freq", in: 0...Int.max)
    if histogramFreq != nil, tensorboard == nil {
      throw OptionCheck.invalid(
        "--tensorboard", expected: "a folder beside --histogram-freq", found: "not given")
    }
  }

  /// Sets the fields of a run's options.
  func set(in options: inout RunOptions) {
    options.tensorBoard = tensorboard
    options.histogramFreq = histogramFreq ?? 1
    options.report = report
  }
}
