import Foundation
import Kernels

/// The machine of a measurement.
package enum Machine {
  /// The number of processors of this host, including those that this process may not use.
  static var coreCount: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }

  /// The processor's name, the number of cores of the host, the kernels in use, and the day.
  package static var description: String {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let name =
      information.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
      ?? "unknown processor"
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd"
    return "\(name), \(coreCount) cores, kernels \(InstructionSet.chosen), "
      + formatter.string(from: Date())
  }
}
