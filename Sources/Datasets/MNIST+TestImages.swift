import Foundation

extension MNIST {
  /// Loads the test images, and nothing else of the four files, into memory of this process.
  ///
  /// - Parameter directory: The directory of the files; by default the one that `$MNIST_DIR` names,
  ///   or `data/mnist`.
  /// - Returns: The images, as bytes 0 to 255.
  /// - Throws: `MNISTError` if the files are not found, `IDXError`, `GzipError` or `FileError`.
  package static func testImages(from directory: String? = nil) throws -> Samples {
    let files = try locate(data: directory, environment: ProcessInfo.processInfo.environment)
    let file = try IDXFile(files.testImages, ranks: sampleRanks)
    let count = file.byteCount
    let bytes = try unsafe [UInt8](unsafeUninitializedCapacity: count) { region, filled in
      try unsafe file.read(
        into: UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(region)[..<count]))
      filled = count
    }
    return Samples(
      storage: ByteStorage(bytes), byteOffset: 0, count: file.dimensions[0],
      shape: Array(file.dimensions.dropFirst()))
  }
}
