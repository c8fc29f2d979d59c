package import FileFormats

/// A callback that logs the loss of every n-th batch, one JSON object per line, for comparison with
/// other programs.
package final class StepLog: Callback {
  private let interval: Int
  private let write: (JSON) -> Void

  /// Creates a log of every `interval`-th step; `write` is called with each line.
  package init(every interval: Int, _ write: @escaping (JSON) -> Void) {
    self.interval = interval
    self.write = write
  }

  package func stepEnded(_ report: BatchReport, of run: RunContext) {
    guard report.iterations.isMultiple(of: interval) else { return }
    write(["step": .integer(report.iterations), "loss": .number(report.loss)])
  }
}
