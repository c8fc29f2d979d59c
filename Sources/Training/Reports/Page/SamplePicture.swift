import Datasets
import FileFormats
import Foundation

/// A sample that is an image, as a PNG.
struct SamplePicture: Equatable {
  /// The picture's file.
  let bytes: [UInt8]
  /// The picture's pixels in a row.
  let width: Int
  /// The picture's rows.
  let height: Int

  /// The pixels of a side from which on rows and columns are skipped.
  private static let mostPixels = 128

  /// Draws a sample, from black at the least number to white at the greatest; nil for samples that
  /// are no images.
  init?(_ sample: [Float], shape: [Int]) {
    guard let sizes = ImageSize(shape) else { return nil }
    let step = (max(sizes.rows, sizes.columns) - 1) / Self.mostPixels + 1
    height = (sizes.rows - 1) / step + 1
    width = (sizes.columns - 1) / step + 1
    let finite = sample.filter(\.isFinite)
    let least = Double(finite.min() ?? 0)
    let range = Double(finite.max() ?? 0) - least
    var values: [UInt8] = []
    values.reserveCapacity(width * height * sizes.colors)
    for row in stride(from: 0, to: sizes.rows, by: step) {
      for column in stride(from: 0, to: sizes.columns, by: step) {
        for channel in 0..<sizes.colors {
          let value = sample[(row * sizes.columns + column) * sizes.channels + channel]
          let share = value.isFinite && range > 0 ? (Double(value) - least) / range : 0
          values.append(UInt8((share * 255).rounded()))
        }
      }
    }
    bytes = PNGImage(values, width: width, height: height, channelCount: sizes.colors).bytes
  }

  /// The address of the picture in a page: its bytes in base 64.
  var address: String { "data:image/png;base64," + Data(bytes).base64EncodedString() }
}
