/// Where the four parts of an image data set lie in one region of memory.
///
/// A host keeps one such region, whatever the number of its ranks: sizes are known before the
/// memory is there, then one rank fills it and all of them split it.
public struct ImageLayout: Equatable, Sendable {
  /// Images and labels for training and for testing, named as in Keras's `load_data`.
  public typealias Split = (
    train: (images: Samples, labels: Labels), test: (images: Samples, labels: Labels)
  )

  /// The number of images, and labels, to train with.
  public let trainCount: Int
  /// The number of images, and labels, to test with.
  public let testCount: Int
  /// The height and width of each image in pixels.
  public let imageShape: [Int]
  /// The number of classes; every label is below it.
  public let classCount: Int

  /// The bytes of the training images.
  public let trainImages: Range<Int>
  /// The bytes of the training labels.
  public let trainLabels: Range<Int>
  /// The bytes of the test images.
  public let testImages: Range<Int>
  /// The bytes of the test labels.
  public let testLabels: Range<Int>

  /// The size of the whole region in bytes.
  public var byteCount: Int { testLabels.upperBound }

  /// Lays out the parts one after the other, each from a multiple of 64 bytes on.
  ///
  /// - Precondition: No count is negative, and the region's size fits `Int`.
  public init(trainCount: Int, testCount: Int, imageShape: [Int], classCount: Int) {
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
  public func split(storage: ByteStorage) -> Split {
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
