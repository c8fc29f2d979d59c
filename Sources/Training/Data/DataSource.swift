public import Datasets
import FileFormats
import Foundation
public import Parallel

/// The data sets that a run can be given by name.
package enum DataSource: Sendable, Equatable {
  /// MNIST's files: in the folder given, else in `$MNIST_DIR`, else in `data/mnist`.
  case mnist(directory: String?)
  /// The built-in synthetic digits.
  case digits
  /// Two interleaved half circles: two classes in the plane.
  case moons
  /// Counts whose rate is a known function of four numbers.
  case counts

  /// The words that stand for built-in data.
  package static let words = ["digits", "moons", "counts"]

  /// The source that a command line's word means: built-in data, or MNIST's folder.
  package init(_ word: String?) {
    self =
      switch word {
      case "digits": .digits
      case "moons": .moons
      case "counts": .counts
      default: .mnist(directory: word)
      }
  }

  /// What results are labelled with; nothing for MNIST.
  package var label: String? {
    switch self {
    case .mnist: nil
    case .digits: "synthetic digits"
    case .moons: "two moons"
    case .counts: "counts"
    }
  }

  /// The name in logs.
  package var name: String { label ?? "MNIST" }

  /// What the samples' elements are to be divided by: 255 for images of bytes.
  package var divisor: Float {
    switch self {
    case .mnist, .digits: 255
    case .moons, .counts: 1
    }
  }

  /// Whether labels are classes, whose number the model's output says.
  package var hasClasses: Bool { self != .counts }

  /// Loads the data, large ones in one copy for each host; every rank of the group calls it.
  ///
  /// - Returns: Samples and labels to train and to test with, as they are: images as bytes.
  /// - Throws: `MNISTError`, `IDXError`, `GzipError` or `FileError` on the rank that met it.
  package func load(on group: ProcessGroup) throws -> SampleSplit {
    func split(_ images: ImageSplit) -> SampleSplit {
      (
        train: (images.train.images, images.train.labels),
        test: (images.test.images, images.test.labels)
      )
    }
    return switch self {
    case .mnist(let directory): split(try MNIST.load(from: directory, on: group))
    case .digits: split(try SyntheticDigits().load(on: group))
    case .moons: try TwoMoons().load()
    case .counts: try PoissonCounts().load()
    }
  }
}

extension MNIST {
  /// Loads the data, one copy for each host; every rank of the group calls it.
  ///
  /// - Parameters:
  ///   - directory: Where the files are; otherwise `$MNIST_DIR`, or `data/mnist`.
  ///   - group: The processes; `ProcessGroup.run` gives it.
  /// - Returns: Images as bytes 0 to 255, MNIST's of shape `[28, 28]`, and labels.
  /// - Throws: `MNISTError`, `IDXError`, `GzipError` or `FileError` on the rank that met it.
  public static func load(
    from directory: String? = nil, on group: ProcessGroup = .solo
  ) throws -> ImageSplit {
    // Gives back the memory of data that were loaded before and are no longer used.
    try group.enter("MNIST.load")
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
