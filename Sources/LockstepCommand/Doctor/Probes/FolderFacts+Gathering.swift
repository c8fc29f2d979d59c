import FileFormats
import Foundation

extension FolderFacts {
  /// Tries the folder, or the nearest one above it that exists, in a folder of its own there, which
  /// it removes again.
  init(gathering path: String, checkpointByteCount: Int) {
    self.path = path
    self.checkpointByteCount = checkpointByteCount
    let parent = Self.nearest(path)
    var status = statvfs()
    if unsafe statvfs(parent, &status) == 0 {
      freeByteCount = Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
      // File systems that make inodes as they go have a total of zero.
      if status.f_files > 0 { freeInodes = Int(clamping: UInt64(status.f_favail)) }
    }
    let folder = "\(parent)/.lockstep-doctor-\(ProcessInfo.processInfo.processIdentifier)"
    do {
      guard try Directory.createNew(folder) else {
        error = "\(folder) is in the way"
        return
      }
    } catch {
      self.error = "\(error)"
      return
    }
    defer {
      for name in (try? Directory.names(in: folder)) ?? [] {
        try? Directory.removeFile("\(folder)/\(name)")
      }
      _ = unsafe rmdir(folder)
    }
    do {
      let start = ContinuousClock.now
      // The second one replaces a file, as a best checkpoint does.
      for _ in 0..<2 {
        try AtomicFile.write(to: "\(folder)/saved") { file in
          try file.write([UInt8](repeating: 1, count: 4_096))
        }
      }
      saveMilliseconds = (ContinuousClock.now - start) / .milliseconds(2)
    } catch {
      self.error = "\(error)"
    }
    lock = Self.lock("\(folder)/lock")
  }

  /// The path itself, or the nearest folder above it that exists.
  private static func nearest(_ path: String) -> String {
    var url = URL(filePath: path).standardizedFileURL
    while !FileManager.default.fileExists(atPath: url.path), url.path != "/" {
      url.deleteLastPathComponent()
    }
    return url.path
  }

  /// Locks a new file twice; both times the system takes for other processes' locks.
  private static func lock(_ path: String) -> Lock? {
    let flags = O_RDWR | O_CREAT | O_CLOEXEC
    let first = unsafe open(path, flags, 0o600)
    let second = unsafe open(path, flags, 0o600)
    defer { for number in [first, second] where number >= 0 { close(number) } }
    guard first >= 0, second >= 0 else { return nil }
    guard flock(first, LOCK_EX | LOCK_NB) == 0 else {
      return Lock.unsupported(unsafe String(cString: strerror(errno)))
    }
    return flock(second, LOCK_EX | LOCK_NB) == 0 ? .shared : .exclusive
  }
}
