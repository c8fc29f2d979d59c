package import FileFormats

/// Tells the loss of every n-th batch, a JSON object a line: for comparing with other programs.
package final class StepLog: Callback {
  private let interval: Int
  private let write: (JSON) -> Void

  /// A log of every `interval`-th step; `write` takes each line.
  package init(every interval: Int, _ write: @escaping (JSON) -> Void) {
    self.interval = interval
    self.write = write
  }

  package func stepEnded(_ report: BatchReport, of run: RunContext) {
    guard report.iterations.isMultiple(of: interval) else { return }
    write(["step": .integer(report.iterations), "loss": .number(report.loss)])
  }
}
