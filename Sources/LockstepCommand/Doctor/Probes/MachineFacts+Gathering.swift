import Foundation
import Kernels
import Launcher
import MPI

/// What `lockstep doctor` is asked about.
struct DoctorQuestion {
  /// The ranks on this host.
  var ranks = 1
  /// The trainable numbers of the model, and the bytes of its checkpoint.
  var parameterCount = 0
  var checkpointByteCount = 0
  /// The folder of `--checkpoint-dir`.
  var folder: String?
  /// Whether this process is one of several ranks, which would disturb what is measured.
  var isRank = false
}

extension MachineFacts {
  /// Looks at this host.
  init(gathering question: DoctorQuestion) {
    let environment = ProcessInfo.processInfo.environment
    launcher = LauncherFacts(gathering: environment)
    root = RootFacts(gathering: environment, isRank: question.isRank)
    let allowed = SystemText.read("/proc/self/status").flatMap(SystemText.allowedProcessors)
    // A rank may be bound: what the job's ranks may use is told by all of them.
    if !question.isRank {
      processors = ProcessorFacts(
        ranks: question.ranks, online: Self.onlineCount, allowed: allowed?.count,
        quota: SystemText.processorQuota(
          groups: SystemText.read("/proc/self/cgroup") ?? "", SystemText.read),
        cores: Processors.ofThisMachine().coreCount)
    }
    sharedMemory = SharedMemoryFacts(
      ranks: question.ranks, directory: SharedWindow.backingDirectory,
      free: SharedWindow.freeSharedMemory(), parameterCount: question.parameterCount)
    kernels = KernelFacts(
      processor: SystemText.read("/proc/cpuinfo").flatMap(SystemText.processorName),
      architecture: InstructionSet.architecture, chosen: InstructionSet.chosen.rawValue,
      supported: InstructionSet.supported.map(\.rawValue))
    limits = LimitFacts(
      gatheringFor: question.ranks, checkpointByteCount: question.checkpointByteCount)
    folder = question.folder.map {
      FolderFacts(gathering: $0, checkpointByteCount: question.checkpointByteCount)
    }
    let usable = allowed?.count ?? Self.onlineCount
    var measured = InterferenceFacts(reason: "other ranks run beside this one")
    clock = ClockFacts(gatheringWhile: {
      if question.isRank {
        Thread.sleep(forTimeInterval: Self.watchedSeconds)
      } else {
        measured = InterferenceFacts(gatheringOn: usable)
      }
    })
    interference = measured
    reference = ReferenceFacts(gathering: InstructionSet.architecture)
  }

  /// How long the clocks are watched where nothing else is measured meanwhile.
  private static let watchedSeconds = 0.3

  /// The processors of the host.
  static var onlineCount: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }
}
