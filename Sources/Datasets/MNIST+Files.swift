import FileFormats

extension MNIST {
  /// The dimensions of the files of images, that of the samples among them.
  package static let sampleRanks = 2...8

  /// The paths of the four files.
  ///
  /// Loading has two phases so that one copy serves all ranks of a host: `sizes()` reads the
  /// headers and the labels, the caller provides the memory, and one rank calls `read(into:)`.
  package struct Files: Equatable, Sendable {
    /// The images to train with.
    package let trainImages: String
    /// The labels to train with.
    package let trainLabels: String
    /// The images to test with.
    package let testImages: String
    /// The labels to test with.
    package let testLabels: String

    /// Creates the paths of four files.
    package init(trainImages: String, trainLabels: String, testImages: String, testLabels: String) {
      self.trainImages = trainImages
      self.trainLabels = trainLabels
      self.testImages = testImages
      self.testLabels = testLabels
    }
  }
}

extension MNIST.Files {
  /// Returns the sizes and byte ranges of all parts, from the headers of the four files, and the
  /// number of classes from the labels: ten, or one more than the largest label.
  ///
  /// - Throws: `IDXError`, also if counts or image sizes do not match; `GzipError` or `FileError`.
  package func sizes() throws -> ImageLayout {
    try headers().layout
  }

  /// Reads the four files into one region and checks every label.
  ///
  /// - Parameter region: Memory of `sizes().byteCount` bytes, filled as the layout says.
  /// - Throws: `IDXError`, `GzipError` or `FileError`; the region is then undefined.
  package func read(into region: UnsafeMutableRawBufferPointer) throws {
    let headers = try headers()
    let layout = headers.layout
    guard region.count >= layout.byteCount else { throw IDXError.changed(path: trainImages) }
    for (file, bytes) in headers.parts {
      try unsafe file.read(into: UnsafeMutableRawBufferPointer(rebasing: region[bytes]))
    }
    for (path, bytes) in [(trainLabels, layout.trainLabels), (testLabels, layout.testLabels)] {
      for index in bytes where Int(unsafe region[index]) >= layout.classCount {
        throw IDXError.labelOutOfRange(
          path: path, index: index - bytes.lowerBound, found: Int(unsafe region[index]),
          classCount: layout.classCount)
      }
    }
  }

  /// Loads the four files into memory of this process.
  ///
  /// - Throws: `IDXError`, `GzipError` or `FileError`.
  package func load() throws -> ImageSplit {
    let layout = try sizes()
    // Not zeroed, so that pages that a file's content never fills are not allocated.
    let bytes = try unsafe [UInt8](unsafeUninitializedCapacity: layout.byteCount) { region, count in
      try unsafe read(into: UnsafeMutableRawBufferPointer(region))
      count = layout.byteCount
    }
    return layout.split(storage: ByteStorage(bytes))
  }

  private struct Headers {
    let layout: ImageLayout
    let parts: [(file: IDXFile, bytes: Range<Int>)]
  }

  private func headers() throws -> Headers {
    let trainImages = try IDXFile(trainImages, ranks: MNIST.sampleRanks)
    let trainLabels = try IDXFile(trainLabels, rank: 1)
    let testImages = try IDXFile(testImages, ranks: MNIST.sampleRanks)
    let testLabels = try IDXFile(testLabels, rank: 1)
    for (images, labels) in [(trainImages, trainLabels), (testImages, testLabels)]
    where images.dimensions[0] != labels.dimensions[0] {
      throw IDXError.countMismatch(
        path: labels.path, found: labels.dimensions[0], expected: images.dimensions[0])
    }
    let shape = Array(trainImages.dimensions.dropFirst())
    guard testImages.dimensions.dropFirst().elementsEqual(shape) else {
      throw IDXError.shapeMismatch(
        path: testImages.path, found: Array(testImages.dimensions.dropFirst()), expected: shape)
    }
    let layout = ImageLayout(
      trainCount: trainImages.dimensions[0], testCount: testImages.dimensions[0],
      imageShape: shape,
      classCount: max(
        MNIST.classCount, 1 + max(try trainLabels.largestElement(), try testLabels.largestElement())
      ))
    return Headers(
      layout: layout,
      parts: [
        (trainImages, layout.trainImages), (trainLabels, layout.trainLabels),
        (testImages, layout.testImages), (testLabels, layout.testLabels),
      ])
  }
}
