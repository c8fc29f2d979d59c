import FileFormats

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The memory that a reader may use beyond the file's size: 64 MiB, kept by the system itself.
///
/// Only Linux limits what a process reserves; elsewhere nothing is limited here.
enum MemoryLimit {
  private static let byteCount = 64 << 20

  /// Lets every request fail that goes beyond what is reserved now, 64 MiB and so many bytes.
  static func set(beyond fileByteCount: Int) {
    #if os(Linux)
      var limit = rlimit()
      let data = CInt(RLIMIT_DATA.rawValue)
      expect(unsafe getrlimit(data, &limit) == 0, "the limit for memory cannot be read")
      limit.rlim_cur = rlim_t(reserved + byteCount + fileByteCount)
      expect(unsafe setrlimit(data, &limit) == 0, "the limit for memory cannot be set")
    #endif
  }

  /// What the process has reserved for its data now, in bytes.
  static var reserved: Int { status("VmData") }

  /// The most memory in use since `resetPeak()`, in bytes.
  static var peak: Int { status("VmHWM") }

  /// Starts measuring the peak anew.
  static func resetPeak() {
    // 5 resets the peak (Linux, Documentation/filesystems/proc.rst).
    let number = unsafe open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard number >= 0 else { return }
    var digit = UInt8(ascii: "5")
    _ = unsafe write(number, &digit, 1)
    close(number)
  }

  /// A number of kilobytes out of Linux's description of this process, in bytes; 0 elsewhere.
  private static func status(_ name: String) -> Int {
    guard let content = try? ContentReader("/proc/self/status").read(count: 1 << 14) else {
      return 0
    }
    let lines = String(decoding: content, as: UTF8.self).split(separator: "\n")
    let words = lines.first { $0.hasPrefix("\(name):") }?.split { $0 == " " || $0 == "\t" }
    guard let words, words.count > 1, let kilobytes = Int(words[1]) else { return 0 }
    return kilobytes * 1024
  }
}
