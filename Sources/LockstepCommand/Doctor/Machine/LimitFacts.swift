import Launcher

/// The system's limits for this process (`ulimit`); a limit that is nil does not exist, or is not
/// known.
struct LimitFacts: Codable, Equatable, Sendable {
  /// The ranks on this host.
  var ranks = 1
  /// The open files, and how far the process may raise that itself.
  var openFiles: Int?
  var mostOpenFiles: Int?
  /// The size of a file in bytes.
  var fileSize: Int?
  /// The processes and threads of this user; root has no such limit.
  var processes: Int?
  /// The size of the model's checkpoint in bytes.
  var checkpointByteCount = 0
}

extension LimitFacts {
  /// The size of the file of Open MPI's message buffers of a rank.
  private static let messageFileByteCount = (4 << 20) + (64 << 10)

  /// The processes and threads of a rank, Open MPI's included, generously.
  private static let processesOfARank = 16

  var findings: [Finding] {
    [openFileFinding, fileSizeFinding, processFinding]
  }

  private var openFileFinding: Finding {
    let needed = FileLimit.needed(ranks: ranks)
    guard let openFiles else { return Finding("open files", .ok, "no limit") }
    guard openFiles < needed else {
      return Finding(
        "open files", .ok, "\(openFiles), of which \(ranks.rankText) may need \(needed)")
    }
    let text = "the limit is \(openFiles), mpirun needs \(needed) for \(ranks.rankText)"
    guard (mostOpenFiles ?? .max) < needed else {
      return Finding(
        "open files", .warning, text,
        remedy: "ulimit -n \(max(needed, 1_024)), or lockstep launch, which raises it")
    }
    return Finding(
      "open files", .problem, text,
      remedy: "have the administrator raise it (ulimit -n, /etc/security/limits.conf)")
  }

  private var fileSizeFinding: Finding {
    let needed = max(ranks > 1 ? Self.messageFileByteCount : 0, checkpointByteCount)
    guard let fileSize else { return Finding("file size", .ok, "no limit") }
    guard fileSize < needed else {
      return Finding(
        "file size", .ok, "\(fileSize.mebibytes), a run needs \(needed.mebibytesNeeded)")
    }
    return Finding(
      "file size", .problem,
      "the limit is \(fileSize >> 10) KiB, shared memory and checkpoints need "
        + "\((needed + 1_023) >> 10) KiB", remedy: "ulimit -f unlimited")
  }

  private var processFinding: Finding {
    let needed = Self.processesOfARank * ranks
    guard let processes else { return Finding("processes", .ok, "no limit") }
    guard processes < needed else {
      return Finding("processes", .ok, "\(processes), of which those of this user are taken")
    }
    return Finding(
      "processes", .warning,
      "the limit is \(processes), with threads and this user's other processes; \(ranks.rankText) "
        + "may need \(needed)", remedy: "ulimit -u \(max(needed, 1_024))")
  }
}
