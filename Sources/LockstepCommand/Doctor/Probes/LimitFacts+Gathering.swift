import Foundation

extension LimitFacts {
  /// Asks for this process's limits.
  init(gatheringFor ranks: Int, checkpointByteCount: Int) {
    #if canImport(Darwin)
      let (files, size, processes) = (RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_NPROC)
    #else
      let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
      let size = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
      let processes = __rlimit_resource_t(__RLIMIT_NPROC.rawValue)
    #endif
    func number(_ limit: rlim_t) -> Int? { limit >= rlim_t(Int.max) ? nil : Int(limit) }
    self.ranks = ranks
    self.checkpointByteCount = checkpointByteCount
    var limit = rlimit()
    if unsafe getrlimit(files, &limit) == 0 {
      openFiles = number(limit.rlim_cur)
      mostOpenFiles = number(limit.rlim_max)
    }
    if unsafe getrlimit(size, &limit) == 0 { fileSize = number(limit.rlim_cur) }
    // Root may start more than its limit says.
    if geteuid() != 0, unsafe getrlimit(processes, &limit) == 0 {
      self.processes = number(limit.rlim_cur)
    }
  }
}
