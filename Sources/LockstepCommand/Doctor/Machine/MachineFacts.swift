/// What was found out about one host, without a verdict.
///
/// A value that is nil was not looked at, or could not be found out.
struct MachineFacts: Codable, Equatable, Sendable {
  var launcher = LauncherFacts()
  var root = RootFacts()
  var processors: ProcessorFacts?
  var sharedMemory = SharedMemoryFacts()
  var kernels = KernelFacts()
  var folder: FolderFacts?
  var limits = LimitFacts()
  var clock: ClockFacts?
  var interference: InterferenceFacts?
  var reference = ReferenceFacts()
}

extension MachineFacts {
  /// The findings of all checks of a host, in the order of what a run needs first.
  var findings: [Finding] {
    launcher.findings + root.findings + (processors?.findings ?? []) + sharedMemory.findings
      + kernels.findings + limits.findings + (folder?.findings ?? [])
      + (clock?.findings ?? []) + (interference?.findings ?? []) + reference.findings
  }
}
