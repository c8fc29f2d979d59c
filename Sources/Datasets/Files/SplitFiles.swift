import FileFormats

/// The arrays of a data set in files: `x_train`, `y_train`, `x_test` and `y_test`, as Keras names
/// them.
package struct SplitFiles {
  private let trainSamples: ArrayFile
  private let trainLabels: LabelFile
  private let test: (samples: ArrayFile, labels: LabelFile)?

  /// What is where when all is read.
  package let layout: StoredSplit

  /// Opens the arrays of a data set, and checks that they belong together.
  ///
  /// - Parameters:
  ///   - path: The file or folder, for messages.
  ///   - array: The array of a name, nil where there is none.
  /// - Throws: `DataFileError` for an array that is missing, or has other sizes than it must have.
  init(_ path: String, _ array: (_ name: String) throws -> ArrayFile?) throws {
    func part(_ suffix: String) throws -> (samples: ArrayFile, labels: LabelFile)? {
      let (x, y) = (try array("x_\(suffix)"), try array("y_\(suffix)"))
      guard x != nil || y != nil else { return nil }
      guard let x, let y else {
        throw DataFileError(
          path: path, found: "\(x == nil ? "y" : "x")_\(suffix) alone",
          expected: "x_\(suffix) and y_\(suffix)")
      }
      guard let count = x.header.shape.first, count > 0, x.header.elementCount > 0 else {
        throw DataFileError(
          path: x.name, found: x.header.description, expected: "samples, at least one")
      }
      guard y.header.shape.first == count else {
        throw DataFileError(
          path: y.name, found: y.header.description,
          expected: "\(count) labels, as many as there are samples in x_\(suffix)")
      }
      guard count <= Int(Int32.max) else {
        throw DataFileError(
          path: x.name, found: "\(count) samples", expected: "at most \(Int32.max)")
      }
      return (x, LabelFile(y))
    }
    guard let train = try part("train") else {
      throw DataFileError(
        path: path, found: "neither x_train nor y_train",
        expected: "the arrays x_train and y_train, and if there are any x_test and y_test")
    }
    (trainSamples, trainLabels) = train
    test = try part("test")
    if let test {
      let (found, expected) = (test.samples.header.format.type, trainSamples.header.format.type)
      // Bytes are divided by 255, and floats are not.
      try Self.compare(
        test.samples, trainSamples,
        areAlike: (found == .uint8) == (expected == .uint8)
          && found.isInteger == expected.isInteger)
      try Self.compare(
        test.labels.array, trainLabels.array,
        areAlike: test.labels.areClasses == trainLabels.areClasses)
    }
    var region = RegionLayout()
    layout = StoredSplit(
      trainSamples: try Self.part(of: trainSamples, &region),
      trainLabels: trainLabels.part(&region),
      testSamples: try test.map { try Self.part(of: $0.samples, &region) },
      testLabels: test.map { $0.labels.part(&region) }, regionByteCount: region.byteCount)
  }

  private static func compare(_ test: ArrayFile, _ train: ArrayFile, areAlike: Bool) throws {
    let (found, expected) = (test.header, train.header)
    guard areAlike, found.shape.dropFirst() == expected.shape.dropFirst() else {
      throw DataFileError(
        path: test.name, found: found.description,
        expected: "\(expected.format.name) of shape [count"
          + expected.shape.dropFirst().map { ", \($0)" }.joined() + "], as in \(train.name)")
    }
  }

  private static func part(
    of array: ArrayFile, _ region: inout RegionLayout
  ) throws -> StoredSplit.Part {
    let place: StoredSplit.Place =
      if let offset = array.mappedOffset {
        .file(path: array.path, offset: offset, identity: try MappedFile.identity(of: array.path))
      } else {
        region.add(array.header.contentByteCount)
      }
    return StoredSplit.Part(
      format: array.header.format, shape: array.header.shape, place: place, name: array.name)
  }
}

extension SplitFiles {
  /// Loads the samples of the test set; nil without one.
  func testSamples() throws -> Samples? { try test.map { try Samples($0.samples) } }
}

extension SplitFiles: StoredData {
  /// Reads what the layout has in the region, and checks every label.
  package func read(into region: UnsafeMutableRawBufferPointer) throws {
    func memory(_ part: StoredSplit.Part?) -> UnsafeMutableRawBufferPointer? {
      guard let part, case .region(let offset) = part.place else { return nil }
      // Labels take four bytes where a file may have one: sizes beside one of 0 could overflow.
      let count = part.shape.reduce(1, *) * part.format.byteCount
      return unsafe UnsafeMutableRawBufferPointer(rebasing: region[offset..<offset + count])
    }
    if let buffer = unsafe memory(layout.trainSamples) {
      try unsafe trainSamples.read(into: buffer)
    }
    if let buffer = unsafe memory(layout.trainLabels) { try unsafe trainLabels.read(into: buffer) }
    guard let test else { return }
    if let buffer = unsafe memory(layout.testSamples) { try unsafe test.samples.read(into: buffer) }
    if let buffer = unsafe memory(layout.testLabels) { try unsafe test.labels.read(into: buffer) }
  }
}

/// Data of files that are read in two phases: what there is, then all of it into one region.
package protocol StoredData {
  /// What is where when all is read.
  var layout: StoredSplit { get }

  /// Fills a region of `layout.regionByteCount` bytes.
  func read(into region: UnsafeMutableRawBufferPointer) throws

  /// Fills a region, and reports each step of what may take minutes.
  func read(into region: UnsafeMutableRawBufferPointer, progress: () -> Void) throws
}

extension StoredData {
  package func read(
    into region: UnsafeMutableRawBufferPointer, progress: () -> Void
  ) throws { try unsafe read(into: region) }
}
