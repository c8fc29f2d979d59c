/// The layout of the four parts of an image data set in one region of memory.
///
/// A host has one such region for all its ranks: sizes are known before the memory is allocated,
/// one rank fills it, and all ranks create views of it.
package struct ImageLayout: Equatable, Sendable {
  /// The number of images, and labels, to train with.
  package let trainCount: Int
  /// The number of images, and labels, to test with.
  package let testCount: Int
  /// The height and width of each image in pixels.
  package let imageShape: [Int]
  /// The number of classes; every label is below it.
  package let classCount: Int

  /// The bytes of the training images.
  package let trainImages: Range<Int>
  /// The bytes of the training labels.
  package let trainLabels: Range<Int>
  /// The bytes of the test images.
  package let testImages: Range<Int>
  /// The bytes of the test labels.
  package let testLabels: Range<Int>

  /// The size of the whole region in bytes.
  package var byteCount: Int { testLabels.upperBound }

  /// Lays out the parts in order, each aligned to 64 bytes.
  ///
  /// - Precondition: No count is negative, and the region's size fits `Int`.
  package init(trainCount: Int, testCount: Int, imageShape: [Int], classCount: Int) {
    require(
      trainCount >= 0 && testCount >= 0,
      "trainCount, testCount: found \(trainCount), \(testCount); expected 0 or more")
    self.trainCount = trainCount
    self.testCount = testCount
    self.imageShape = imageShape
    self.classCount = classCount
    let imageSize = imageShape.reduce(1, *)
    var end = 0
    func next(_ byteCount: Int) -> Range<Int> {
      let start = (end + 63) / 64 * 64
      end = start + byteCount
      return start..<end
    }
    trainImages = next(trainCount * imageSize)
    trainLabels = next(trainCount)
    testImages = next(testCount * imageSize)
    testLabels = next(testCount)
  }

  /// Returns the four parts of a filled region as views of it.
  ///
  /// - Precondition: The storage holds at least `byteCount` bytes.
  package func split(storage: ByteStorage) -> ImageSplit {
    (
      train: (
        images: Samples(
          storage: storage, byteOffset: trainImages.lowerBound, count: trainCount,
          shape: imageShape),
        labels: Labels(storage: storage, byteOffset: trainLabels.lowerBound, count: trainCount)
      ),
      test: (
        images: Samples(
          storage: storage, byteOffset: testImages.lowerBound, count: testCount,
          shape: imageShape),
        labels: Labels(storage: storage, byteOffset: testLabels.lowerBound, count: testCount)
      )
    )
  }
}
