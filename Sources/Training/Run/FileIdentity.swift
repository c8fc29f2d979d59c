import FileFormats
import Foundation

/// What all names of one file have in common: hard links, symbolic links and detours.
package struct FileIdentity: Hashable {
  private let text: String

  /// Looks at a file, or at the folder of one that is yet to be made.
  package init(_ path: String) {
    let location = Self.location(path)
    var status = stat()
    text = unsafe stat(location, &status) == 0 ? "\(status.st_dev) \(status.st_ino)" : location
  }

  /// Returns a path without links and detours; of a file that is yet to be made that of its folder.
  package static func location(_ path: String) -> String {
    // A link may be one to a file that is yet to be made.
    let url = URL(filePath: AtomicFile.target(of: path)).absoluteURL.standardizedFileURL
    guard !FileManager.default.fileExists(atPath: url.path) else {
      return url.resolvingSymlinksInPath().path
    }
    return url.deletingLastPathComponent().resolvingSymlinksInPath()
      .appending(path: url.lastPathComponent).path
  }
}
