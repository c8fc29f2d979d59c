import Foundation

/// Open MPI's session folder of a job on this host, which holds the job's number.
struct JobSessionFile {
  /// What is known of the job.
  private(set) var session: JobSession
  /// Whether the number is known, or is looked for no longer.
  private(set) var isKnown = false
  private let base: String
  private let deadline = ContinuousClock.now + .seconds(10)

  init(_ process: Int32, _ settings: OpenMPISettings, _ environment: [String: String]) {
    session = JobSession(process: process)
    base =
      settings.sessionBase
      ?? ["TMPDIR", "TEMP", "TMP"].lazy.compactMap { environment[$0] }.first ?? "/tmp"
  }

  /// The job's folder, while it is there.
  private var folder: String? {
    let parents = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
    return parents.filter { $0.hasPrefix("ompi.") && $0.hasSuffix(".\(getuid())") }
      .map { "\(base)/\($0)/pid.\(session.process)" }
      .first { FileManager.default.fileExists(atPath: $0) }
  }

  /// Whether mpirun, which removes its folder, had no time to.
  var isLeft: Bool { folder != nil }

  /// Looks for the number, which mpirun writes soon after its start: whatever a job has left in
  /// memory bears it, also where mpirun has had the time to remove its folder.
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
