import FileFormats
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Lets faults happen to the checkpoints that rank 0 writes.
///
/// Cut-off files and full disks happen once, slowness to every checkpoint; `report` is given a line
/// about each the first time.
package final class CheckpointFaults: Sendable {
  private let pending: Mutex<[Fault]>
  private let slow: [Fault]
  private let report: @Sendable (String) -> Void

  /// The faults of the checkpoints; nil where nothing happens to them.
  package init?(_ plan: FaultPlan, report: @escaping @Sendable (String) -> Void = Warnings.note) {
    let faults = plan.faults.filter(\.isOfCheckpoint)
    pending = Mutex(faults)
    slow = faults.filter { $0.milliseconds != nil }
    self.report = report
    guard !faults.isEmpty else { return nil }
  }

  /// Lets happen what happens when a write has come so far.
  ///
  /// - Parameters:
  ///   - stage: How far the write has come.
  ///   - path: The checkpoint's path.
  ///   - iterations: The updates before the checkpoint.
  /// - Throws: `FileError` where the disk is to be full.
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

  /// A third of the pauses, for there are three stages at which the file may be lost.
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

  /// The first fault that is due and passes the test; it is then no longer pending.
  private func take(_ iterations: Int, where test: (Fault) -> Bool) -> Fault? {
    pending.withLock { pending in
      pending.firstIndex { $0.step <= iterations && test($0) }.map { pending.remove(at: $0) }
    }
  }
}

extension Fault {
  /// How much longer each checkpoint's write takes.
  fileprivate var milliseconds: Int? {
    if case .slowCheckpoint(let milliseconds) = kind { milliseconds } else { nil }
  }
}
