import Foundation

/// Open MPI's session folder of a job on this host, which contains the job's number.
struct JobSessionFile {
  /// The job.
  private(set) var session: JobSession
  /// Whether the number is known, or the search has ended.
  private(set) var isKnown = false
  private let base: String
  private let deadline = ContinuousClock.now + .seconds(10)

  init(_ process: Int32, _ settings: OpenMPISettings, _ environment: [String: String]) {
    session = JobSession(process: process)
    base =
      settings.sessionBase
      ?? ["TMPDIR", "TEMP", "TMP"].lazy.compactMap { environment[$0] }.first ?? "/tmp"
  }

  /// The job's folder, if it exists.
  private var folder: String? {
    let parents = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
    return parents.filter { $0.hasPrefix("ompi.") && $0.hasSuffix(".\(getuid())") }
      .map { "\(base)/\($0)/pid.\(session.process)" }
      .first { FileManager.default.fileExists(atPath: $0) }
  }

  /// Whether mpirun has left its folder, which it normally removes.
  var isLeft: Bool { folder != nil }

  /// Looks for the number, which mpirun writes soon after its start: it identifies what the job
  /// leaves in shared memory, even if mpirun has removed its folder.
  mutating func look() {
    guard !isKnown else { return }
    if let folder, let text = try? String(contentsOfFile: "\(folder)/contact.txt", encoding: .utf8),
      let dot = text.firstIndex(of: ".")
    {
      session.number = UInt32(text[..<dot])
      isKnown = true
    } else {
      isKnown = .now > deadline
    }
  }
}
