import CMPI

extension SharedWindow {
  /// Returns the free bytes in the directory of the files of shared windows.
  ///
  /// - Parameter directory: The directory; by default the one that Open MPI uses.
  /// - Returns: The bytes, or `nil` when they are unknown.
  public static func freeSharedMemory(in directory: String? = nil) -> Int? {
    let byteCount = unsafe cmpi_free_bytes(directory ?? backingDirectory)
    return byteCount < 0 ? nil : Int(byteCount)
  }

  /// The directory in which Open MPI keeps the files of shared windows.
  ///
  /// `OMPI_MCA_osc_sm_backing_directory`, which `mpirun --mca` sets as well; without it `/dev/shm`.
  /// Where that is missing, Open MPI uses its session directory in `TMPDIR` or `/tmp`. (MPI's tools
  /// interface would name it reliably, at 0.2 s per process.)
  public static var backingDirectory: String {
    if let chosen = environmentVariable("OMPI_MCA_osc_sm_backing_directory") { return chosen }
    if unsafe cmpi_free_bytes("/dev/shm") >= 0 { return "/dev/shm" }
    return environmentVariable("TMPDIR") ?? "/tmp"
  }

  /// Throws on all ranks of the host, or on none.
  static func checkRoom(for byteCounts: [Int], on host: Communicator) throws {
    // A window of a single rank is private memory.
    guard host.size > 1 else { return }
    if let error = FileSizeLimitError(for: fileByteCount(for: byteCounts)) { throw error }
    let needed = neededByteCount(for: byteCounts)
    var answer: [UInt8] = []
    if host.rank == 0 {
      let directory = backingDirectory
      let free = freeSharedMemory(in: directory)
      if free.map({ $0 < needed }) ?? true {
        answer = Array("\(free ?? -1) \(directory)".utf8)
      }
    }
    try host.broadcast(&answer, from: 0)
    guard !answer.isEmpty else { return }
    let fields = String(decoding: answer, as: UTF8.self).split(separator: " ", maxSplits: 1)
    let free = fields.first.flatMap { Int($0) } ?? -1
    throw SharedMemoryError(
      directory: fields.count == 2 ? String(fields[1]) : "", host: Communicator.hostName,
      neededByteCount: needed, freeByteCount: free < 0 ? nil : free)
  }

  /// Returns why MPI has made no window: it has no words for it (`MPI_ERR_INTERN`).
  ///
  /// Others may have taken the room since it was looked at, and given it back.
  static func refusal(_ code: Int32, _ byteCounts: [Int], _ host: Communicator) -> any Error {
    let error = MPIError(function: "MPI_Win_allocate_shared", code: code)
    guard host.size > 1 else { return error }
    if let choice = environmentVariable("OMPI_MCA_osc") {
      return MPIError(
        function: error.function, code: code,
        text: "\(error.text), with OMPI_MCA_osc=\(choice); take the setting away")
    }
    let found = unsafe cmpi_reserve(backingDirectory, neededByteCount(for: byteCounts))
    return SharedMemoryError(shortageOf: byteCounts, reserving: found)
  }

  /// Returns the bytes that a window needs, with a reserve for other files in the same directory.
  ///
  /// Open MPI's message buffers (`vader_segment.*`) are sparse files of 4 MiB per rank, of which a
  /// training run touches about 100 KiB: a full file system would end the job with `SIGBUS`.
  static func neededByteCount(for byteCounts: [Int]) -> Int {
    fileByteCount(for: byteCounts) + byteCounts.count * messageReserve
  }

  private static func fileByteCount(for byteCounts: [Int]) -> Int {
    let page = 4096
    return byteCounts.reduce(page) { $0 + ($1 + page - 1) / page * page }
  }

  private static var messageReserve: Int { 512 << 10 }
}

/// A variable as C sees it now; nil where it is not set, or empty.
func environmentVariable(_ name: String) -> String? {
  guard let value = unsafe cmpi_environment(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}
