import CMPI

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Too little space in the directory of the files of shared windows.
public struct SharedMemoryError: Error, Equatable, CustomStringConvertible {
  /// The directory.
  public let directory: String

  /// The host's name.
  public let host: String

  /// The bytes that the window and MPI's own message buffers need.
  public let neededByteCount: Int

  /// The bytes that are free, or `nil` where they are unknown.
  public let freeByteCount: Int?

  /// The error number with which the directory refuses a file of that size now; zero if it has
  /// room, or was not asked.
  let code: Int32

  /// Whether the directory's file system may create no further files for a window's ranks.
  var lacksFiles = false

  /// A shortage on this host, for a window of segments of these sizes.
  init(shortageOf byteCounts: [Int], reserving code: Int32 = 0) {
    self.init(
      directory: SharedWindow.backingDirectory, host: Communicator.hostName,
      neededByteCount: SharedWindow.neededByteCount(for: byteCounts),
      freeByteCount: SharedWindow.freeSharedMemory(), code: code)
    // A few of them are free again once MPI has given up.
    let spare = 3
    lacksFiles =
      unsafe cmpi_free_files(directory) < Int64(byteCounts.count + spare)
  }

  init(
    directory: String, host: String, neededByteCount: Int, freeByteCount: Int?, code: Int32 = 0
  ) {
    self.code = code
    self.directory = directory
    self.host = host
    self.neededByteCount = neededByteCount
    self.freeByteCount = freeByteCount
  }

  /// One line: what was found, what is needed, and two remedies.
  public var description: String {
    if code != 0, code != ENOSPC {
      return
        "shared memory: \(directory) on \(host) takes no file of \(mebibytes(neededByteCount + tenth - 1)) "
        + "MiB: \(unsafe String(cString: strerror(code))) (errno \(code)). Name another directory in "
        + "OMPI_MCA_osc_sm_backing_directory."
    }
    if lacksFiles {
      return
        "shared memory: \(directory) on \(host) has no inodes left: there are too many files "
        + "(df -i). Remove some, or name another directory in OMPI_MCA_osc_sm_backing_directory."
    }
    let free = freeByteCount.map { "\(mebibytes($0)) MiB" }
    let found =
      switch freeByteCount {
      case nil: "cannot be asked for its free space"
      // Another program had the room a moment ago.
      case .some(neededByteCount...): "had no room, and has \(free ?? "") free again"
      default: "has \(free ?? "") free"
      }
    return
      "shared memory: \(directory) on \(host) \(found), \(mebibytes(neededByteCount + tenth - 1)) MiB are "
      + "needed. In a container give it more (docker run --shm-size=1g), or name a directory with "
      + "room in OMPI_MCA_osc_sm_backing_directory."
  }

  /// What is needed is rounded up, so that it never looks like what is free.
  private var tenth: Int { (1 << 20) / 10 }

  private func mebibytes(_ byteCount: Int) -> String {
    "\(byteCount >> 20).\((byteCount & 0xf_ffff) * 10 >> 20)"
  }
}
