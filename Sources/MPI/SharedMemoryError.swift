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

  /// A shortage on this host, for a window of segments of these sizes.
  init(shortageOf byteCounts: [Int]) {
    self.init(
      directory: SharedWindow.backingDirectory, host: Communicator.hostName,
      neededByteCount: SharedWindow.neededByteCount(for: byteCounts),
      freeByteCount: SharedWindow.freeSharedMemory())
  }

  init(directory: String, host: String, neededByteCount: Int, freeByteCount: Int?) {
    self.directory = directory
    self.host = host
    self.neededByteCount = neededByteCount
    self.freeByteCount = freeByteCount
  }

  /// One line: what was found, what is needed, and two remedies.
  public var description: String {
    let found =
      freeByteCount.map { "has \(mebibytes($0)) MiB free" } ?? "cannot be asked for its free space"
    return "shared memory: \(directory) on \(host) \(found), \(mebibytes(neededByteCount)) MiB are "
      + "needed. In a container give it more (docker run --shm-size=1g), or name a directory with "
      + "room in OMPI_MCA_osc_sm_backing_directory."
  }

  private func mebibytes(_ byteCount: Int) -> String {
    "\(byteCount >> 20).\((byteCount & 0xf_ffff) * 10 >> 20)"
  }
}
