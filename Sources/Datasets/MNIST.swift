import FileFormats
import Foundation

/// The MNIST database of handwritten digits: 60,000 images to train with and 10,000 to test.
///
/// The data is not part of Lockstep; `scripts/fetch-mnist` fetches it. Source: LeCun, Cortes and
/// Burges (1998).
public enum MNIST {
  /// The number of classes, one for each digit.
  package static let classCount = 10

  /// Loads the data into memory of this process.
  ///
  /// - Parameter directory: The directory of the files; by default the one that `$MNIST_DIR` names,
  ///   or `data/mnist`.
  /// - Returns: Images as bytes 0 to 255, MNIST's of shape `[28, 28]`, and labels.
  /// - Throws: `MNISTError` if the files are not found, `IDXError`, `GzipError` or `FileError`.
  package static func load(from directory: String? = nil) throws -> ImageSplit {
    var environment: [String: String] = [:]
    if let value = unsafe getenv(variable) {
      environment[variable] = unsafe String(cString: value)
    }
    return try locate(data: directory, environment: environment).load()
  }

  /// Finds the four files, each with or without `.gz`, with a dot or a hyphen before `idx`.
  ///
  /// Files of another set of the same form are found by their own names, where the folder holds one
  /// set: `emnist-letters-train-images-idx3-ubyte.gz`.
  ///
  /// - Parameters:
  ///   - data: A directory that the user named; it is then the only one searched.
  ///   - environment: The environment, in which `MNIST_DIR` may name the directory to search next.
  ///   - workingDirectory: The directory of `data/mnist`, which is searched last; the current
  ///     directory if empty.
  /// - Returns: The paths that were found.
  /// - Throws: `MNISTError` that names the folder searched and the command to type.
  package static func locate(
    data: String?, environment: [String: String], workingDirectory: String = ""
  ) throws(MNISTError) -> Files {
    let named = environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    let fallback = workingDirectory.isEmpty ? "data/mnist" : "\(workingDirectory)/data/mnist"
    let origin: MNISTError.Origin =
      data != nil ? .option : named != nil ? .environment : .fallback
    let directory = data ?? named ?? fallback
    let others = prefixes(in: directory)
    let isUsual = others.isEmpty || others.contains("")
    let prefix = isUsual ? "" : others[0]
    guard isUsual || others.count == 1 else {
      throw MNISTError(
        file: Part.all[0].name, directory: directory, origin: origin,
        near: "those of \(others.map { $0.onOneLine() }.joined(separator: ", ")): give each set "
          + "a folder of its own")
    }
    var paths: [String] = []
    for part in Part.all {
      guard !directory.isEmpty, let path = part.path(in: directory, prefix: prefix) else {
        throw MNISTError(
          file: prefix.onOneLine() + part.name, directory: directory, origin: origin,
          near: fileNear(part.name, in: directory))
      }
      paths.append(path)
    }
    return Files(
      trainImages: paths[0], trainLabels: paths[1], testImages: paths[2], testLabels: paths[3])
  }

  private static let variable = "MNIST_DIR"
}

/// One of MNIST's files is missing.
package struct MNISTError: Error, Equatable, CustomStringConvertible {
  /// The origin of the directory that was searched.
  package enum Origin: Sendable {
    /// The user's own choice, as by `--data`.
    case option
    /// The environment variable `MNIST_DIR`.
    case environment
    /// The default directory.
    case fallback
  }

  /// The name of the first file that is missing.
  package let file: String
  /// The directory that was searched.
  package let directory: String
  /// The origin of the directory.
  package let origin: Origin
  /// What was found that may be meant.
  var near: String?

  /// One line: what is missing, the folder searched, and the command to type.
  package var description: String {
    guard !directory.isEmpty else {
      return "the folder of the data is an empty text; expected its path"
    }
    let missing =
      "\(directory): found neither \(file) nor \(file).gz" + (near.map { " but \($0)" } ?? "")
    switch origin {
    case .option:
      // A name that is mistyped, or that of a file that is not there.
      let place =
        Directory.kind(of: directory) == nil
        ? "the directory asked for, which is not there" : "the directory asked for"
      return "\(missing) in \(place); fetch the data with scripts/fetch-mnist"
    case .environment:
      return "\(missing) in the directory of $MNIST_DIR; fetch the data with scripts/fetch-mnist"
    case .fallback:
      return "\(missing), and neither an argument nor $MNIST_DIR names another directory; "
        + "fetch the data with scripts/fetch-mnist"
    }
  }
}
