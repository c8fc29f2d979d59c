import FileFormats
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Injected faults of the checkpoints that rank 0 writes.
///
/// Truncated files and full disks happen once, delays with every checkpoint; `report` is called
/// with a line about each the first time.
package final class CheckpointFaults: Sendable {
  private let pending: Mutex<[Fault]>
  private let slow: [Fault]
  private let report: @Sendable (String) -> Void

  /// Creates the faults of checkpoints; nil if the plan has none.
  package init?(_ plan: FaultPlan, report: @escaping @Sendable (String) -> Void = Warnings.note) {
    let faults = plan.faults.filter(\.isOfCheckpoint)
    pending = Mutex(faults)
    slow = faults.filter { $0.milliseconds != nil }
    self.report = report
    guard !faults.isEmpty else { return nil }
  }

  /// Injects the faults of a stage of a write.
  ///
  /// - Parameters:
  ///   - stage: The stage of the write.
  ///   - path: The checkpoint's path.
  ///   - iterations: The number of updates before the checkpoint.
  /// - Throws: `FileError` for an injected full disk.
  package func callAsFunction(
    _ stage: CheckpointStage, _ path: String, _ iterations: Int
  ) throws {
    switch stage {
    case .temporaryOpened:
      announceSlowness(iterations)
      delay(iterations)
      if take(iterations, where: { $0.kind == .fullDisk }) != nil {
        report("injected: full disk at the checkpoint of step \(iterations)")
        throw FileError(path: path, operation: .write, code: ENOSPC)
      }
    case .written: delay(iterations)
    case .renamed:
      delay(iterations)
      let torn = take(iterations) { fault in
        if case .tornWrite = fault.kind { true } else { false }
      }
      if let torn { try tear(path, iterations, torn) }
    case .directorySynced, .verified: break
    }
  }

  private func tear(_ path: String, _ iterations: Int, _ fault: Fault) throws {
    guard case .tornWrite(let asked) = fault.kind else { return }
    let count = try FileDescriptor(reading: path).byteCount()
    let left = min(asked ?? count / 2, count)
    report(
      "injected: torn write of the checkpoint of step \(iterations), "
        + "\(left) of \(count) bytes left")
    guard unsafe truncate(path, off_t(left)) == 0 else {
      throw FileError(path: path, operation: .write, code: errno)
    }
    FaultInjector.killProcess()
  }

  /// Delays by a third of the pause, for each of the three stages at which the file can be lost.
  private func delay(_ iterations: Int) {
    for fault in slow where fault.step <= iterations {
      FaultInjector.pause(milliseconds: (fault.milliseconds ?? 0) / 3)
    }
  }

  private func announceSlowness(_ iterations: Int) {
    while let fault = take(iterations, where: { $0.milliseconds != nil }) {
      report("injected: \(fault), from step \(iterations) on")
    }
  }

  /// Removes and returns the first fault that is due and passes the test.
  private func take(_ iterations: Int, where test: (Fault) -> Bool) -> Fault? {
    pending.withLock { pending in
      pending.firstIndex { $0.step <= iterations && test($0) }.map { pending.remove(at: $0) }
    }
  }
}

extension Fault {
  /// The delay of each checkpoint's write.
  fileprivate var milliseconds: Int? {
    if case .slowCheckpoint(let milliseconds) = kind { milliseconds } else { nil }
  }
}
