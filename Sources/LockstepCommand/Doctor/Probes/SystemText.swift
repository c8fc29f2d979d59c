import FileFormats
import Foundation

/// What the system's text files say, whose form is the same on every Linux; nil on others.
enum SystemText {
  /// A file's text; Foundation asks for the size first, which such files do not have.
  static func read(_ path: String) -> String? {
    guard let file = try? FileDescriptor(reading: path),
      let bytes = try? file.bytes(at: 0, count: 1 << 20)
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The processors that this process may run on.
  ///
  /// - Parameter status: The text of `/proc/self/status`, with a line `Cpus_allowed_list: 0-3,8`.
  /// - Returns: Their numbers; nil where the text does not tell.
  static func allowedProcessors(_ status: String) -> [Int]? {
    guard
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed_list:") }),
      let list = line.split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
    else { return nil }
    var numbers: [Int] = []
    for part in list.split(separator: ",") {
      let ends = part.split(separator: "-").map { Int($0) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last,
        last - first < 65_536
      else { return nil }
      numbers += Array(first...last)
    }
    return numbers.isEmpty ? nil : numbers
  }

  /// The processors' time that a process's control groups grant, in processors; nil without a
  /// limit.
  ///
  /// Version 2 has `cpu.max` (`150000 100000`), version 1 `cpu.cfs_quota_us` and
  /// `cpu.cfs_period_us`; a group has no more than those that hold it.
  ///
  /// - Parameters:
  ///   - groups: The text of `/proc/self/cgroup`: a line `number:controllers:path` for each.
  ///   - read: Returns a file's text, or nil.
  /// - Returns: The lowest quota.
  static func processorQuota(groups: String, _ read: (String) -> String?) -> Double? {
    var quotas: [Double] = []
    for line in groups.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isOnly = fields[0] == "0" && fields[1].isEmpty
      guard isOnly || fields[1].split(separator: ",").contains("cpu") else { continue }
      let root = isOnly ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu"
      var parts = fields[2].split(separator: "/")
      while true {
        let folder = parts.isEmpty ? root : "\(root)/\(parts.joined(separator: "/"))"
        let texts =
          isOnly
          ? (read("\(folder)/cpu.max") ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
          : ["cpu.cfs_quota_us", "cpu.cfs_period_us"].compactMap { read("\(folder)/\($0)") }
        let numbers = texts.map { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        // Without a limit the first one is `max`, or -1.
        if numbers.count == 2, let quota = numbers[0], let period = numbers[1],
          quota > 0, period > 0
        {
          quotas.append(quota / period)
        }
        guard parts.popLast() != nil else { break }
      }
    }
    return quotas.min()
  }

  /// The file of the library of MPI that this process has mapped.
  ///
  /// - Parameter maps: The text of `/proc/self/maps`.
  /// - Returns: Its path; nil where none is mapped.
  static func libraryOfMPI(_ maps: String) -> String? {
    for line in maps.split(separator: "\n") {
      guard let start = line.firstIndex(of: "/") else { continue }
      let path = line[start...]
      if path.split(separator: "/").last?.hasPrefix("libmpi.") == true { return String(path) }
    }
    return nil
  }

  /// The processor's name.
  ///
  /// - Parameter information: The text of `/proc/cpuinfo`.
  /// - Returns: The name; nil where the text has none.
  static func processorName(_ information: String) -> String? {
    let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
  }
}
