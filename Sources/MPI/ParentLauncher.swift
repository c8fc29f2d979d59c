#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The launcher of MPI programs that has started this process itself, or through `sudo`.
///
/// A rank has variables that tell its number. Where something has taken them away, each rank would
/// take itself for a process alone, and train the whole model.
package enum ParentLauncher {
  /// The launcher's name; nil for any other parent, and where the system does not tell.
  package static let name = find(from: getppid()) { process in
    guard let file = unsafe fopen("/proc/\(process)/stat", "r") else { return nil }
    defer { _ = unsafe fclose(file) }
    let size = 512
    var bytes = [UInt8](repeating: 0, count: size)
    let count = unsafe fread(&bytes, 1, size, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  private static let launchers: Set = [
    "mpirun", "mpiexec", "orterun", "orted", "prterun", "prte", "prted", "mpiexec.hydra",
    "hydra_pmi_proxy",
  ]

  /// Looks at the parent, and at the parent of `sudo`.
  ///
  /// - Parameters:
  ///   - process: The parent's ID.
  ///   - status: Returns what the system says of a process: `17 (sudo) S 16 ...`.
  /// - Returns: The launcher's name.
  static func find(from process: Int32, _ status: (Int32) -> String?) -> String? {
    var process = process
    // `sudo` may start a second process of its own.
    for _ in 0..<3 {
      guard let status = status(process), let start = status.firstIndex(of: "("),
        let end = status.lastIndex(of: ")"), start < end
      else { return nil }
      let name = String(status[status.index(after: start)..<end])
      if launchers.contains(name) { return name }
      let fields = status[status.index(after: end)...].split(separator: " ")
      guard name == "sudo", fields.count > 1, let parent = Int32(fields[1]) else { return nil }
      process = parent
    }
    return nil
  }
}
