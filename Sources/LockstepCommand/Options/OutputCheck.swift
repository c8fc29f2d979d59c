import Datasets
import Foundation
import Training

/// The files and folders that a command reads, over which and into which it must not write.
struct OutputCheck {
  /// What is in the way of an output.
  struct Conflict {
    /// The option of the file or folder that is read.
    let option: String
    /// Whether that is a folder of images, in which there must be nothing else.
    let isInImages: Bool

    /// What is expected instead of the output, a file or a folder.
    func expected(_ kind: String = "file") -> String {
      isInImages
        ? "a \(kind) outside of the folder of images of \(option)"
        : "another \(kind) than that of \(option)"
    }
  }

  /// The files and folders, each with the option that names it.
  private let inputs: [(option: String, path: String)]
  /// Those of them that may be folders of images.
  private let data: [(option: String, path: String)]

  /// - Parameters:
  ///   - inputs: Each option with its path; nil where it is not given.
  ///   - data: The same for data; names of built-in ones are passed over.
  init(
    reads inputs: [(option: String, path: String?)], data: [(option: String, path: String?)] = []
  ) {
    self.data = data.compactMap { option, path in path.map { (option, $0) } }
      .filter { !DataSource.names.contains($0.1) }
    self.inputs = inputs.compactMap { option, path in path.map { (option, $0) } } + self.data
  }

  /// Returns what is in the way of a file: the same file by whatever name, a folder of which it is
  /// data, or would be, or would be taken for one of the run's checkpoints, or a folder of images
  /// around it.
  func conflict(with path: String) -> Conflict? {
    // Behind a link, which may have any name.
    let file = URL(filePath: FileIdentity.location(path))
    let exists = FileManager.default.fileExists(atPath: path)
    let isTaken =
      CheckpointDirectory.writes(file.lastPathComponent)
      || Self.isData(file.lastPathComponent) && exists
      || DataFiles.isPart(called: file.lastPathComponent)
    let identity = FileIdentity(path)
    var identities = [identity]
    let folder = Self.folder(of: file)
    if isTaken { identities.append(FileIdentity(folder.path)) }
    // MNIST's files may each be in a folder of its name.
    if isTaken, Self.isData(folder.lastPathComponent) {
      identities.append(FileIdentity(Self.folder(of: folder).path))
    }
    let taken =
      inputs.first { identities.contains(FileIdentity($0.path)) }
      ?? data.first { input in
        exists
          && DataFiles.linkedFiles(in: input.path).contains { FileIdentity($0) == identity }
      }
    return taken.map { Conflict(option: $0.option, isInImages: false) } ?? conflict(around: path)
  }

  /// Returns the folder of images in which a file or folder is, at whatever depth; nil where it is
  /// in none.
  func conflict(around path: String) -> Conflict? {
    let identities = Set(Self.foldersAround(path))
    let input = data.first { input in
      DataFiles.imageFolders(of: input.path).contains { identities.contains(FileIdentity($0)) }
    }
    return input.map { Conflict(option: $0.option, isInImages: true) }
  }

  /// - Throws: `TrainingError.invalidValue` naming `--output`.
  func check(output path: String?) throws(TrainingError) {
    guard let path, let conflict = conflict(with: path) else { return }
    throw .invalidValue(of: "--output", expected: conflict.expected(), found: path)
  }

  /// Expects that a folder to write into is in no folder of images.
  ///
  /// - Throws: `ValidationError` naming the option.
  func check(folder path: String?, of option: String) throws {
    guard let path, let conflict = conflict(around: path) else { return }
    throw OptionCheck.invalid(option, expected: conflict.expected("folder"), found: path)
  }

  /// The folder of MNIST's files, where no data are named.
  static var defaultData: String {
    ProcessInfo.processInfo.environment["MNIST_DIR"] ?? "data/mnist"
  }

  private static func isData(_ name: String) -> Bool {
    DataFiles.arrayName(ofFile: name) != nil || name.hasSuffix(".gz")
  }

  private static func folder(of file: URL) -> URL { file.absoluteURL.deletingLastPathComponent() }

  /// The path itself and all folders above it, behind links.
  private static func foldersAround(_ path: String) -> [FileIdentity] {
    var url = URL(filePath: FileIdentity.location(path))
    while url.path != "/", !FileManager.default.fileExists(atPath: url.path) {
      url.deleteLastPathComponent()
    }
    url.resolveSymlinksInPath()
    var identities = [FileIdentity(url.path)]
    while url.path != "/" {
      url.deleteLastPathComponent()
      identities.append(FileIdentity(url.path))
    }
    return identities
  }
}
