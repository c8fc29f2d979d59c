import Foundation

/// The core dumps of this process's children.
package enum CoreDumps {
  /// Raises the limit on their size (`ulimit -c`) as far as the system allows this process to.
  ///
  /// - Returns: Whether dumps are written at all.
  package static func raiseLimit() -> Bool {
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0 else { return false }
    limit.rlim_cur = limit.rlim_max
    return unsafe setrlimit(resource, &limit) == 0 && limit.rlim_max > 0
  }

  /// Returns where the system writes them, in words.
  ///
  /// - Parameters:
  ///   - pattern: The text of `/proc/sys/kernel/core_pattern`; nil where there is none.
  ///   - folder: The folder in which the children work.
  /// - Returns: The path, or the program that gets them.
  package static func place(pattern: String?, folder: String) -> String {
    let pattern = pattern?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "/cores/core.%P"
    guard !pattern.hasPrefix("|") else {
      let program = pattern.dropFirst().split(separator: " ").first ?? ""
      return program.hasSuffix("systemd-coredump")
        ? "kept by systemd-coredump (coredumpctl gdb)" : "handed to \(program)"
    }
    let path = pattern.hasPrefix("/") ? pattern : "\(folder)/\(pattern)"
    return pattern.contains("%")
      ? path : "\(path) (kernel.core_pattern=\(pattern).%p keeps one for each rank)"
  }

  #if canImport(Darwin)
    private static let resource = RLIMIT_CORE
  #else
    private static let resource = __rlimit_resource_t(RLIMIT_CORE.rawValue)
  #endif
}
