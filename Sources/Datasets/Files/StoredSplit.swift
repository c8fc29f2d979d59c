package import FileFormats

/// The arrays of a data set: where the elements of each are, and what they mean.
///
/// A host has one copy of the elements for all its ranks. Those that lie in a file as they are used
/// are mapped by each rank; the others are in one region of memory, whose size is known before it
/// is allocated, and which one rank fills.
package struct StoredSplit: Equatable, Sendable, Codable {
  /// One array.
  package struct Part: Equatable, Sendable, Codable {
    /// The format of the elements, which are in C order.
    package let format: ElementFormat
    /// The sizes, the number of samples first.
    package let shape: [Int]
    package let place: Place
    /// The name of the file, for messages; nil where each sample has one of its own.
    var name: String?
  }

  /// Where elements are.
  package enum Place: Equatable, Sendable, Codable {
    /// In the region, from an offset in bytes on.
    case region(offset: Int)
    /// In a file, from an offset in bytes on.
    case file(path: String, offset: Int, identity: MappedFile.Identity)
  }

  /// The samples to train with.
  package let trainSamples: Part
  /// Their labels: classes as `int32`, or values as `float32`.
  package let trainLabels: Part
  /// The samples to test with; nil where there is no such part.
  package let testSamples: Part?
  /// The labels to test with.
  package let testLabels: Part?
  /// The size of the region in bytes.
  package let regionByteCount: Int
  /// The columns, where the data are a table.
  package var columns: TableColumns?
  /// The form of the images, where the data are a folder of these.
  package var images: ImageForm?
}

extension StoredSplit {
  /// The number of memories that hold the elements: the region, and each mapped file.
  package var memoryCount: Int {
    let paths = [trainSamples, trainLabels, testSamples, testLabels].compactMap { part in
      if case .file(let path, _, _)? = part?.place { path } else { nil }
    }
    return 1 + Set(paths).count
  }

  /// Returns samples and labels over a filled region and the mapped files.
  ///
  /// - Parameters:
  ///   - region: The region; nil where all elements are in files.
  ///   - firstSharedNumber: The region's number among the memories that all ranks of a host share;
  ///     the mapped files have those behind it.
  /// - Returns: The samples and labels; none to test with where there is no such part.
  /// - Throws: `DataFileError` where a file has changed since the parts were described, or
  ///   `FileError`.
  package func split(region: ByteStorage?, firstSharedNumber: Int? = nil) throws -> SampleSplit {
    var files: [(path: String, storage: ByteStorage)] = []
    func storage(_ part: Part) throws -> (ByteStorage, offset: Int) {
      switch part.place {
      case .region(let offset): return (region ?? ByteStorage([]), offset)
      case .file(let path, let offset, let identity):
        if let known = files.first(where: { $0.path == path }) { return (known.storage, offset) }
        let file = try MappedFile(path)
        guard file.identity == identity else {
          throw DataFileError(
            path: path, found: "another file, or another content, than a moment ago",
            expected: "a file at rest that all ranks of a host see; start again")
        }
        let storage = unsafe ByteStorage(
          borrowing: file.bytes, owner: file,
          sharedNumber: firstSharedNumber.map { $0 + 1 + files.count })
        files.append((path, storage))
        return (storage, offset)
      }
    }
    func samples(_ part: Part) throws -> Samples {
      let (storage, offset) = try storage(part)
      var samples = Samples(
        storage: storage, format: part.format, byteOffset: offset, count: part.shape[0],
        shape: part.sampleShape)
      samples.file = part.name
      return samples
    }
    func labels(_ part: Part) throws -> Labels {
      let (storage, offset) = try storage(part)
      var labels = Labels(
        storage: storage, format: part.format, byteOffset: offset, count: part.shape[0],
        shape: part.sampleShape)
      labels.columns = columns
      labels.images = images
      return labels
    }
    let train = (try samples(trainSamples), try labels(trainLabels))
    guard let testSamples, let testLabels else {
      return (train: train, test: (train.0[..<0], train.1[..<0]))
    }
    return (train: train, test: (try samples(testSamples), try labels(testLabels)))
  }
}

extension StoredSplit.Part {
  /// The shape of one sample: one number where the array has but one dimension.
  package var sampleShape: [Int] { shape.count == 1 ? [1] : Array(shape.dropFirst()) }
}

/// Lays out parts one behind the other, each aligned to 64 bytes.
struct RegionLayout {
  private(set) var byteCount = 0

  mutating func add(_ count: Int) -> StoredSplit.Place {
    let offset = (byteCount + 63) / 64 * 64
    byteCount = offset + count
    return .region(offset: offset)
  }
}
