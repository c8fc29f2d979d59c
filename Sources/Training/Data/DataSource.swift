public import Datasets
import FileFormats
import Foundation
public import Parallel

/// The data sets that can be chosen by name.
package enum DataSource: Sendable, Equatable {
  /// MNIST's files: in the given folder, otherwise in `$MNIST_DIR` or `data/mnist`.
  case mnist(directory: String?)
  /// A program's own data: an `.npz` file, a folder of `.npy` files or of images, or a table.
  case files(path: String)
  /// The built-in synthetic digits.
  case digits
  /// Two interleaved half circles: two classes in the plane.
  case moons
  /// Counts with a rate that is a known function of four numbers.
  case counts

  /// The names of built-in data.
  package static let names = ["digits", "moons", "counts"]

  /// Creates the source of a command-line argument: the name of built-in data, a file or folder of
  /// arrays, or MNIST's folder.
  package init(_ name: String?) {
    self =
      switch name {
      case "digits": .digits
      case "moons": .moons
      case "counts": .counts
      case let path? where DataFiles.isNamed(by: path): .files(path: path)
      default: .mnist(directory: name)
      }
  }

  /// The label of results; nil for MNIST.
  package var label: String? {
    switch self {
    case .mnist, .files: nil
    case .digits: "synthetic digits"
    case .moons: "two moons"
    case .counts: "counts"
    }
  }

  /// The name in logs.
  package var name: String {
    if case .files(let path) = self {
      path.split(separator: "/").last.map(String.init) ?? path
    } else {
      label ?? "MNIST"
    }
  }

  /// Whether labels are classes, whose number the model's output says; nil where only the files
  /// say it.
  package var hasClasses: Bool? {
    if case .files = self { nil } else { self != .counts }
  }

  /// Loads the data, large ones in one copy for each host; collective over the group.
  ///
  /// - Parameters:
  ///   - options: The columns of a table.
  ///   - images: The form of images.
  ///   - group: The processes.
  /// - Returns: Samples and labels to train and to test with, as they are: images as bytes.
  /// - Throws: `MNISTError`, `IDXError`, `DataFileError`, `GzipError` or `FileError` on the rank
  ///   where it occurs.
  package func load(
    _ options: TableFile.Options = TableFile.Options(), images: ImageOptions = ImageOptions(),
    on group: ProcessGroup
  ) throws -> SampleSplit {
    func split(_ images: ImageSplit) -> SampleSplit {
      (
        train: (images.train.images, images.train.labels),
        test: (images.test.images, images.test.labels)
      )
    }
    return switch self {
    case .mnist(let directory): split(try MNIST.load(from: directory, on: group))
    case .files(let path):
      try DataFiles.load(from: path, options, images: images, on: group)
    case .digits: split(try SyntheticDigits().load(on: group))
    case .moons: try TwoMoons().load()
    case .counts: try PoissonCounts().load()
    }
  }
}

extension DataSource {
  /// Loads the samples of the test set, where they can be read without those to train with.
  ///
  /// - Returns: The samples, in memory of this process; nil for other data.
  /// - Throws: The errors of `load`.
  package func testSamples() throws -> Samples? {
    switch self {
    case .mnist(let directory): try MNIST.testImages(from: directory)
    case .files(let path): try DataFiles.testSamples(of: path)
    case .digits, .moons, .counts: nil
    }
  }
}

extension MNIST {
  /// Loads the data, one copy for each host; collective over the group.
  ///
  /// - Parameters:
  ///   - directory: The folder of the files; by default `$MNIST_DIR`, or `data/mnist`.
  ///   - group: The processes, from `ProcessGroup.run`.
  /// - Returns: Images as bytes 0 to 255, MNIST's of shape `[28, 28]`, and labels.
  /// - Throws: `MNISTError`, `IDXError`, `GzipError` or `FileError` on the rank where it occurs.
  public static func load(
    from directory: String? = nil, on group: ProcessGroup = .solo
  ) throws -> ImageSplit {
    // Frees the memory of earlier data that are no longer used.
    try group.enter("MNIST.load")
    // Each host's first rank searches for itself, since hosts may have the files in different
    // folders. The others wait, and its error is theirs too.
    var files: Files?
    let layout = try group.layoutOfHost {
      let found = try locate(data: directory, environment: ProcessInfo.processInfo.environment)
      files = found
      return try found.sizes()
    }
    return try unsafe group.load(layout) { region in try unsafe files?.read(into: region) }
  }
}

extension SyntheticDigits {
  /// Generates the digits, one copy for each host; every rank of the group calls it.
  ///
  /// - Returns: Images of shape `[28, 28]` as bytes 0 to 255, and labels 0 to 9, of which each ten
  ///   consecutive ones hold every digit once.
  /// - Throws: An error that names a count that is negative or above `Int32.max`; MPI's errors.
  public func load(on group: ProcessGroup = .solo) throws -> ImageSplit {
    try group.enter("SyntheticDigits.load")
    return try unsafe group.load(layout()) { region in try unsafe fill(region) }
  }
}
