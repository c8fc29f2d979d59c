import FileFormats

/// The form in which images become samples, as a model keeps it to read other images alike.
package struct ImageForm: Equatable, Sendable, Codable {
  /// The rows of an image.
  package let height: Int
  /// The pixels of a row.
  package let width: Int
  /// The channels of a pixel.
  package let colorMode: DataFiles.ColorMode
  /// Whether images of other sizes are resized.
  package let isResized: Bool
  /// The names of the classes, in the order of their indices; nil for images without labels.
  package var classes: [String]?

  package init(
    height: Int, width: Int, colorMode: DataFiles.ColorMode, isResized: Bool,
    classes: [String]? = nil
  ) {
    self.height = height
    self.width = width
    self.colorMode = colorMode
    self.isResized = isResized
    self.classes = classes
  }

  /// The greatest height or width that an image can have.
  package static let greatestSide = ImageHeader.maximumPixelCount

  /// The shape of a sample: `[height, width]` for grey images, else with the channels behind it.
  package var shape: [Int] {
    [height, width] + (colorMode == .grayscale ? [] : [colorMode.channelCount])
  }

  /// The bytes of a sample.
  package var byteCount: Int { height * width * colorMode.channelCount }
}

extension ImageForm: CustomStringConvertible {
  /// One line: the size, the channels and the classes.
  package var description: String {
    let names = classes.map { classes in
      "; \(classes.count) classes: "
        + classes.prefix(10).map { $0.onOneLine(limit: 40) }.joined(separator: ", ")
        + (classes.count > 10 ? ", ..." : "")
    }
    return "\(height)x\(width) pixels, \(colorMode.rawValue)"
      + (isResized ? ", resized" : "") + (names ?? "")
  }
}

extension DataFiles {
  /// The channels of images as samples, in Keras's words.
  public enum ColorMode: String, Sendable, CaseIterable, Codable {
    /// One channel; colours become their luminance.
    case grayscale
    /// Red, green and blue.
    case rgb
    /// Red, green, blue and opacity.
    case rgba

    /// The number of channels.
    package var channelCount: Int {
      switch self {
      case .grayscale: 1
      case .rgb: 3
      case .rgba: 4
      }
    }

    init(channelCount: Int) { self = [1: .grayscale, 3: .rgb][channelCount] ?? .rgba }
  }

  /// The size of images as samples: the argument `image_size` of Keras.
  public struct ImageSize: Equatable, Sendable {
    /// The rows.
    public var height: Int
    /// The pixels of a row.
    public var width: Int

    /// The sizes that can be asked for.
    package static let bounds = 1...16_384

    /// Creates a size in pixels.
    public init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }
}

/// The choices of a reader of images.
package struct ImageOptions: Equatable, Sendable {
  /// The size to which images are resized; nil where all must have one size.
  package var size: DataFiles.ImageSize?
  /// The channels; nil where all images must have the same ones.
  package var colorMode: DataFiles.ColorMode?
  /// The form of the images that a model was trained with; choices given beside it come first.
  package var known: ImageForm?

  package init(
    size: DataFiles.ImageSize? = nil, colorMode: DataFiles.ColorMode? = nil,
    known: ImageForm? = nil
  ) {
    self.size = size
    self.colorMode = colorMode
    self.known = known
  }
}
