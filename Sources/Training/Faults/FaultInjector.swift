import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// An injector of one rank's faults: before steps, and in a step's numbers.
///
/// Each occurs once, after a call of `report` with a line about it. Faults in samples recur when
/// the same step gathers them again. Where a rank changes a copy that others of its host read,
/// every rank has an injector, so that they wait for one another.
@safe
package final class FaultInjector {
  private var pending: [Fault]
  /// The faults in samples that have occurred.
  private var inSamples: [Fault] = []
  /// The pauses, which come again in several steps.
  private var pauses: [Fault] = []
  /// The steps in which some rank changes its host's copy of the weights.
  private let copySteps: Set<Int>
  private let report: (String) -> Void
  private var step = 0

  /// Creates the injector of a rank; nil if it has no part in faults in steps.
  package init?(_ plan: FaultPlan, rank: Int, report: @escaping (String) -> Void = Warnings.note) {
    let own = plan.faults.filter { $0.rank == rank && !$0.isOfCheckpoint }
    pauses = own.filter(\.isPause)
    pending = own.filter { !$0.isPause }
    copySteps = Set(plan.faults.filter { $0.part == .copy }.map(\.step))
    self.report = report
    guard !own.isEmpty || !copySteps.isEmpty else { return nil }
  }

  /// Injects the faults of the process before a step, counted from 1.
  ///
  /// A run may begin after a fault's step; the fault then does not occur.
  package func strike(beforeStep step: Int) {
    self.step = step
    pause(in: .between)
    for fault in takeFaults(where: { $0.part == nil }) {
      announce("\(fault)")
      switch fault.kind {
      case .kill: Self.killProcess()
      case .terminate: kill(getpid(), SIGTERM)
      case .stop: kill(getpid(), SIGSTOP)
      case .hang(let isBusy): Self.hang(isBusy: isBusy)
      case .pause, .notANumber, .bitFlip, .slowCheckpoint, .tornWrite, .fullDisk: break
      }
    }
  }

  /// The pauses within steps; nil if there are none.
  package var delay: Delay? {
    let parts = pauses.compactMap(\.pausedPart)
    guard parts.contains(where: { $0 != .between }) else { return nil }
    return { self.pause(in: $0) }
  }

  private func pause(in part: StepClock.Part) {
    for fault in pauses where fault.pausedPart == part {
      guard case .pause(let milliseconds, _, let stepCount) = fault.kind,
        step >= fault.step, step - fault.step < stepCount
      else { continue }
      if step == fault.step { announce("\(fault)") }
      Self.pause(milliseconds: milliseconds)
    }
  }

  /// The corruption of numbers in steps; nil if there is none.
  package var corruption: Corruption? {
    guard pending.contains(where: { $0.part != nil }) || !copySteps.isEmpty else { return nil }
    return { unsafe self.corrupt($0, $1) }
  }

  private func corrupt(
    _ part: CorruptiblePart, _ values: UnsafeMutableBufferPointer<Float>
  ) -> Bool {
    if part == .samples {
      for fault in inSamples where fault.step == step {
        unsafe apply(fault, to: values, isAnnounced: false)
      }
    }
    for fault in takeFaults(where: { $0.part == part }) {
      if part == .samples { inSamples.append(fault) }
      unsafe apply(fault, to: values, isAnnounced: true)
    }
    return part == .copy && copySteps.contains(step)
  }

  private func apply(
    _ fault: Fault, to values: UnsafeMutableBufferPointer<Float>, isAnnounced: Bool
  ) {
    switch fault.kind {
    case .notANumber(_, let index):
      unsafe change(values, at: index, by: fault, isAnnounced) { _ in Float.nan.bitPattern }
    case .bitFlip(_, let index, let bit):
      unsafe change(values, at: index, by: fault, isAnnounced) { $0 ^ 1 << UInt32(bit) }
    case .kill, .hang, .terminate, .stop, .pause, .slowCheckpoint, .tornWrite, .fullDisk: break
    }
  }

  private func change(
    _ values: UnsafeMutableBufferPointer<Float>, at index: Int?, by fault: Fault,
    _ isAnnounced: Bool, _ newBits: (UInt32) -> UInt32
  ) {
    // A flipped bit of a zero may give a denormal, which counts as zero.
    let target = unsafe index ?? values.firstIndex { $0 != 0 } ?? 0
    guard target < values.count else {
      report("not injected: \(fault): there are \(values.count) numbers")
      return
    }
    if isAnnounced { announce("\(fault), index \(target)") }
    unsafe values[target] = Float(bitPattern: newBits(values[target].bitPattern))
  }

  private func announce(_ fault: String) { report("injected: \(fault)") }

  /// Removes and returns this step's faults that pass the test.
  private func takeFaults(where test: (Fault) -> Bool) -> [Fault] {
    let due = pending.filter { $0.step == step && test($0) }
    if !due.isEmpty { pending.removeAll { $0.step == step && test($0) } }
    return due
  }
}

// MARK: - What happens to a process

extension FaultInjector {
  /// Kills the process like `kill -9`.
  static func killProcess() {
    kill(getpid(), SIGKILL)
  }

  /// Pauses for some time.
  static func pause(milliseconds: Int) {
    Thread.sleep(forTimeInterval: Double(milliseconds) / 1_000)
  }

  private static func hang(isBusy: Bool) -> Never {
    while true {
      if !isBusy { pause(milliseconds: 60_000) }
    }
  }
}
