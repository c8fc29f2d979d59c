public import Datasets
import FileFormats
import Foundation
public import Parallel

/// The data sets that a run can be given by name.
public enum DataSource: Sendable, Equatable {
  /// MNIST's files: in the folder given, else in `$MNIST_DIR`, else in `data/mnist`.
  case mnist(directory: String?)
  /// The built-in synthetic digits.
  case digits

  /// The source that a command line's word means: `digits`, or MNIST's folder.
  public init(_ word: String?) {
    self = word == "digits" ? .digits : .mnist(directory: word)
  }

  /// What results are labelled with; nothing for MNIST.
  public var label: String? { self == .digits ? "synthetic digits" : nil }

  /// The name in logs.
  public var name: String { label ?? "MNIST" }

  /// Loads the data, one copy for each host; every rank of the group calls it.
  ///
  /// - Throws: `MNISTError`, `IDXError`, `GzipError` or `FileError` on the rank that met it.
  public func load(on group: ProcessGroup) throws -> ImageLayout.Split {
    switch self {
    case .mnist(let directory): try MNIST.load(from: directory, on: group)
    case .digits: try SyntheticDigits().load(on: group)
    }
  }
}

extension MNIST {
  /// Loads the data, one copy for each host; every rank of the group calls it.
  ///
  /// - Parameters:
  ///   - directory: Where the files are; otherwise `$MNIST_DIR`, or `data/mnist`.
  ///   - group: The processes; `ProcessGroup.run` gives it.
  /// - Returns: Images of shape `[28, 28]` as bytes 0 to 255, and labels 0 to 9.
  /// - Throws: `MNISTError`, `IDXError`, `GzipError` or `FileError` on the rank that met it.
  public static func load(
    from directory: String? = nil, on group: ProcessGroup
  ) throws -> ImageLayout.Split {
    // Each host's first rank looks for itself: hosts may keep the files in different folders. The
    // others wait, and are ended by its error.
    let files =
      group.hostRank == 0
      ? try locate(data: directory, environment: ProcessInfo.processInfo.environment) : nil
    let layout = try group.layoutOfHost { try files?.sizes() }
    return try unsafe group.load(layout) { region in try unsafe files?.read(into: region) }
  }
}

extension SyntheticDigits {
  /// Draws the digits, one copy for each host; every rank of the group calls it.
  ///
  /// - Throws: MPI's errors.
  public func load(on group: ProcessGroup) throws -> ImageLayout.Split {
    try unsafe group.load(layout) { region in unsafe fill(region) }
  }
}
