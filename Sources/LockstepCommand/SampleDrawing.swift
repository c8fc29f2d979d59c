import Datasets

/// Draws images in a terminal, with characters that are darker the larger a number is.
struct SampleDrawing {
  /// The width of a picture in characters.
  let width: Int
  /// The height of a picture in lines.
  let height: Int
  /// The number of pictures beside one another.
  let countInLine: Int

  private let size: ImageSize
  private let minimum: Double
  private let maximum: Double

  private static let shades = Array(" .:-=+*#%@")
  private static let greatestCount = 8
  private static let greatestHeight = 40

  /// Nil for samples that are no images.
  init?(_ shape: [Int], _ range: SampleStatistics, columns: Int) {
    guard let size = ImageSize(shape), range.count > 0 else { return nil }
    self.size = size
    (minimum, maximum) = (Double(range.minimum), Double(range.maximum))
    width = min(size.columns, max(columns - 4, ImageSize.minimum))
    // A character is about twice as high as it is wide.
    height = min(max(1, size.rows * width / size.columns / 2), Self.greatestHeight)
    countInLine = max(1, min(Self.greatestCount, (columns - 2) / (width + 2)))
  }

  /// The lines of a picture, each of `width` characters.
  func lines(_ sample: [Float]) -> [String] {
    (0..<height).map { line in
      String(
        (0..<width).map { column in
          let brightness = mean(
            of: sample, rows: cell(line, of: height, over: size.rows),
            columns: cell(column, of: width, over: size.columns))
          let level = maximum > minimum ? (brightness - minimum) / (maximum - minimum) : 0
          let shade = (level * Double(Self.shades.count - 1)).rounded()
          return Self.shades[Int(max(0, min(Double(Self.shades.count - 1), shade)))]
        })
    }
  }

  /// The pixels that a character stands for, at least one.
  private func cell(_ index: Int, of count: Int, over size: Int) -> Range<Int> {
    let start = index * size / count
    return start..<max(start + 1, (index + 1) * size / count)
  }

  private func mean(of sample: [Float], rows: Range<Int>, columns: Range<Int>) -> Double {
    var sum = 0.0
    for row in rows {
      for column in columns {
        for channel in 0..<size.colors {
          let value = Double(sample[(row * size.columns + column) * size.channels + channel])
          // An infinite one would take the picture with it.
          sum += value.isFinite ? value : minimum
        }
      }
    }
    return sum / Double(rows.count * columns.count * size.colors)
  }
}
