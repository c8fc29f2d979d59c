import Kernels

/// Built-in images that resemble handwritten digits, for use without a download.
///
/// Every image is drawn from strokes with its own slant, size, position, bends, pen and noise. The
/// bytes are a function of the seed only, the same on every machine. They have the format of MNIST
/// (28 by 28, ink 0 to 255 on 0, ten classes), but are not a substitute for it.
public struct SyntheticDigits: Equatable, Sendable {
  /// The key of the random generator.
  package let seed: UInt64
  /// The number of images to train with.
  package let trainCount: Int
  /// The number of images to test with.
  package let testCount: Int

  /// Creates a data set that is generated when it is loaded.
  public init(seed: UInt64 = 0, trainCount: Int = 12_000, testCount: Int = 2_000) {
    self.seed = seed
    self.trainCount = trainCount
    self.testCount = testCount
  }

  /// The layout of images and labels in memory.
  ///
  /// - Throws: An error that names a count that is negative or above `Int32.max`.
  package func layout() throws -> ImageLayout {
    try GeneratedDataError.check(trainCount: trainCount, testCount: testCount)
    return ImageLayout(
      trainCount: trainCount, testCount: testCount,
      imageShape: [DigitCanvas.side, DigitCanvas.side], classCount: DigitStrokes.forms.count)
  }

  /// Writes all images and labels to one region, according to the layout.
  ///
  /// A region of fewer than `layout.byteCount` bytes ends the program with a message, in release
  /// builds too.
  package func fill(_ region: UnsafeMutableRawBufferPointer) throws {
    let layout = try layout()
    require(
      region.count >= layout.byteCount, "\(layout.byteCount) bytes into \(region.count)")
    let parts = [
      (trainCount, layout.trainImages, layout.trainLabels),
      (testCount, layout.testImages, layout.testLabels),
    ]
    let generator = Philox4x32(key: seed)
    for (split, (count, images, labels)) in parts.enumerated() {
      for image in 0..<count {
        let digit = image % DigitStrokes.forms.count
        var random = DigitRandom(generator: generator, image: image, split: UInt32(split))
        let pixels = Self.draw(digit, &random)
        let start = images.lowerBound + image * pixels.count
        unsafe UnsafeMutableRawBufferPointer(rebasing: region[start..<(start + pixels.count)])
          .copyBytes(from: pixels)
        unsafe region[labels.lowerBound + image] = UInt8(digit)
      }
    }
  }

  /// Generates the data in memory of this process.
  ///
  /// - Returns: Images of shape `[28, 28]` as bytes 0 to 255, and labels 0 to 9, of which each
  ///   ten consecutive ones hold every digit once.
  /// - Throws: An error that names a count that is negative or above `Int32.max`.
  package func load() throws -> ImageSplit {
    let layout = try layout()
    var bytes = [UInt8](repeating: 0, count: layout.byteCount)
    try unsafe bytes.withUnsafeMutableBytes { region in try unsafe fill(region) }
    return layout.split(storage: ByteStorage(bytes))
  }

  private static func draw(_ digit: Int, _ random: inout DigitRandom) -> [UInt8] {
    let hand = DigitHand(&random)
    let forms = DigitStrokes.forms[digit]
    var canvas = DigitCanvas()
    for stroke in forms[random.choice(of: forms.count)] {
      let points = stroke.map { $0 + random.point { 0.10 * $0.central() } }
      canvas.drawCurve(through: points, radius: hand.radius, warp: hand.project)
    }
    return canvas.ink.map { ink in
      let word = random.word()
      // The background has rare specks; ink varies slightly from pixel to pixel.
      let speck = word >> 24 < 3 ? Double(word & 0xFF) * 0.5 : 0
      let grain = 1 - 0.15 * Double(word >> 8 & 0xFF) / 255
      let value = 255 * hand.strength * ink * grain + speck
      return UInt8(value > 255 ? 255 : value)
    }
  }
}
