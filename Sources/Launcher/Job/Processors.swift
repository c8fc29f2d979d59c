import Foundation

/// The processors of this machine that can run ranks.
package struct Processors {
  /// The number of hardware threads that this process may use.
  package let threadCount: Int
  /// The number of cores, which Open MPI counts as slots.
  package let coreCount: Int

  /// Returns the processors of this machine.
  package static func ofThisMachine() -> Processors {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    #if os(Linux)
      let folder = "/sys/devices/system/cpu"
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let cores = Set(
        names.compactMap { name -> String? in
          guard name.wholeMatch(of: /cpu[0-9]+/) != nil else { return nil }
          let parts = ["core_id", "physical_package_id"].compactMap { part in
            try? String(contentsOfFile: "\(folder)/\(name)/topology/\(part)", encoding: .utf8)
          }
          return parts.count == 2 ? parts.joined() : nil
        }
      ).count
    #else
      var cores: Int32 = 0
      var size = MemoryLayout<Int32>.size
      _ = unsafe sysctlbyname("hw.physicalcpu", &cores, &size, nil, 0)
    #endif
    return Processors(threadCount: threads, coreCount: cores > 0 ? Int(cores) : threads)
  }
}
