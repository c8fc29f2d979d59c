public import ArgumentParser
import Datasets
import Training

/// The options that say how images become samples.
struct ImageDataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Resize images by class to this height and width, bilinearly: --image-size 64x64 (default: all \
      must have one size).
      """, valueName: "HxW"), transform: Self.size)
  var imageSize: DataFiles.ImageSize?

  @Option(
    help: ArgumentHelp(
      "The channels of images: grayscale, rgb or rgba (default: those that all images have).",
      valueName: "grayscale|rgb|rgba"))
  var colorMode: DataFiles.ColorMode?

  /// Parses a size in pixels, the height first as in Keras.
  private static func size(_ text: String) throws -> DataFiles.ImageSize {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    let bounds = DataFiles.ImageSize.bounds
    guard sides.count == 2, let height = sides[0], let width = sides[1],
      bounds.contains(height), bounds.contains(width)
    else {
      throw ValidationError(
        "expected height and width of \(bounds.lowerBound) to \(bounds.upperBound) pixels, as in "
          + "28x28")
    }
    return DataFiles.ImageSize(height: height, width: width)
  }
}

extension DataFiles.ColorMode: ExpressibleByArgument {}

extension DataFiles.ImageSize {
  /// The size as the option takes it.
  var text: String { "\(height)x\(width)" }
}

extension ImageDataOptions {
  /// The options of a reader, with the form of the images that a model was trained with.
  func options(known: ImageForm? = nil) -> ImageOptions {
    ImageOptions(size: imageSize, colorMode: colorMode, known: known)
  }

  /// Checks that no option is given beside data that are no images.
  ///
  /// - Throws: `TrainingError.invalidValue`.
  func expectNone() throws {
    for (option, value) in [
      ("--image-size", imageSize?.text), ("--color-mode", colorMode?.rawValue),
    ] {
      guard let value else { continue }
      throw TrainingError.invalidValue(
        of: option, expected: "images in files beside it, as --data FOLDER", found: value)
    }
  }
}
