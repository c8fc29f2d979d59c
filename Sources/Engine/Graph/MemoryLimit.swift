#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The memory that this process may have: that of the machine, or of its control groups, as in a
/// container or a batch system's job.
enum MemoryLimit {
  /// The bytes of the lowest limit.
  static let byteCount = min(machine, group ?? .max)

  /// What sets that limit, as words for an error.
  static let origin =
    (group ?? .max) < machine ? "the limit of its control group" : "this machine's memory"

  private static let machine: Int = {
    let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? pages * size : .max
  }()

  private static let group = lowestLimit(groups: text(of: "/proc/self/cgroup") ?? "", text(of:))

  /// Returns the lowest limit of a process's control groups and those that hold them; nil without
  /// one.
  ///
  /// Version 2 has one hierarchy, whose limit is in `memory.max`; version 1 has one for memory,
  /// with `memory.limit_in_bytes`.
  ///
  /// - Parameters:
  ///   - groups: The text of `/proc/self/cgroup`: a line `number:controllers:path` for each.
  ///   - read: Returns a file's text, or nil.
  /// - Returns: The limit in bytes.
  static func lowestLimit(groups: String, _ read: (String) -> String?) -> Int? {
    var limits: [Int] = []
    for line in groups.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isOnly = fields[0] == "0" && fields[1].isEmpty
      guard isOnly || fields[1].split(separator: ",").contains("memory") else { continue }
      let (root, name) =
        isOnly
        ? ("/sys/fs/cgroup", "memory.max") : ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
      var parts = fields[2].split(separator: "/")
      while true {
        let folder = parts.isEmpty ? root : "\(root)/\(parts.joined(separator: "/"))"
        if let text = read("\(folder)/\(name)"), let limit = Int(text.prefix { $0.isNumber }) {
          limits.append(limit)
        }
        guard parts.popLast() != nil else { break }
      }
    }
    return limits.filter { $0 > 0 }.min()
  }

  /// The start of a file of the system's, which has no size.
  private static func text(of path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
      count = max(0, unsafe read(descriptor, buffer.baseAddress, buffer.count))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
