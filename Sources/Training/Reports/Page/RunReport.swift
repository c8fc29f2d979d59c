import FileFormats
import Foundation
import Parallel

/// Writes a page about a run, anew at the end of epochs and of the run.
///
/// The page is written whole, and grows with the epochs: where they are short it skips some, so
/// that it takes a twentieth of the time at most.
///
/// The page is replaced atomically: a browser sees the old one or the new one. A write error is
/// logged once, and does not end the training. A resumed run reads the epochs that it does not do
/// again from the page.
final class RunReport: LoopTimesReporter {
  private let path: String
  private var content: ReportContent

  private var hasWarned = false
  private var pace = WritePace()
  /// Whether a page was written: where none could be, the error that ends the run says so.
  private var isThere = false

  /// Creates a report; nothing is written yet.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - content: What is known before the first step.
  ///   - doneEpochs: The number of epochs that a resumed run has done; nil for a new run.
  init(_ path: String, _ content: ReportContent, after doneEpochs: Int?) {
    self.path = path
    self.content = content
    guard let doneEpochs, let bytes = try? FileDescriptor(reading: self.path).contents() else {
      return
    }
    self.content.epochs = ReportContent.epochs(ofPage: bytes, upTo: doneEpochs)
  }

  /// Writes the first page.
  ///
  /// - Throws: `FileError` for a file that cannot be created.
  func trainingBegan(_ run: RunContext) throws {
    do {
      try writePage()
    } catch let error as FileError where !error.isCreation {
      note(error)
    }
  }

  /// Takes an epoch, and writes a page with it unless the last one was written just before.
  func epochEnded(_ report: EpochReport, of run: RunContext) {
    if report.isWhole {
      content.add(
        ReportContent.Epoch(
          number: report.epoch + 1, logs: report.logs, learningRate: Double(run.learningRate),
          stepCount: report.stepCount, seconds: report.duration.seconds))
    }
    if let times = report.times { content.add(times, stepCount: report.stepCount) }
    if pace.isDue(at: ContinuousClock().now) { write() }
  }

  func loopEnded(_ times: EpochTimes, stepCount: Int) {
    content.add(times, stepCount: stepCount)
  }

  /// Writes the page of a run that an error has ended.
  func stop(_ error: any Error) {
    guard isThere else { return }
    content.state = .stopped
    content.note = "\(error)"
    write()
  }

  /// Writes the page of a training that has ended.
  ///
  /// - Parameters:
  ///   - state: What has become of the run.
  ///   - note: A sentence on an end before the last epoch.
  ///   - checkpoint: The newest checkpoint.
  func end(_ state: ReportContent.State, note: String?, checkpoint: String?) {
    content.state = state
    content.note = note
    content.checkpoint = checkpoint.flatMap { path in
      // The page does without a file that cannot be read.
      let digest = try? SHA256(ofFile: path) { Heartbeat.tick() }.hexadecimal
      return digest.map { (path: path, digest: $0) }
    }
    write()
  }

  /// Writes the page with what the model makes of data.
  func add(_ examination: Examination) {
    content.examination = examination
    write()
  }

  private func write() {
    do { try writePage() } catch { note(error) }
  }

  private func writePage() throws {
    content.updated = Timestamp.utc
    let start = ContinuousClock().now
    // A disk that is full is not asked more often than one with room.
    defer { if !content.epochs.isEmpty { pace.wrote(from: start, to: ContinuousClock().now) } }
    let text = ReportPage(content: content).text
    try AtomicFile.write(to: path) { try $0.write(Array(text.utf8)) }
    isThere = true
  }

  private func note(_ error: any Error) {
    if !hasWarned { Warnings.write("the report is not up to date: \(error)") }
    hasWarned = true
  }
}
