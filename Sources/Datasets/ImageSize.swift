/// The sizes of a sample that is an image.
package struct ImageSize: Equatable, Sendable {
  /// The rows of pixels.
  package let rows: Int
  /// The pixels of a row.
  package let columns: Int
  /// The numbers of a pixel: 1, 3 or 4.
  package let channels: Int

  /// The channels to draw: of four the last one is no colour.
  package var colors: Int { min(channels, 3) }

  /// The least number of pixels at each side; what is smaller is rather a table.
  package static let minimum = 4

  /// Nil for samples that are no images: of other dimensions than `[height, width]` with or without
  /// one, three or four channels.
  package init?(_ shape: [Int]) {
    guard shape.count == 2 || shape.count == 3 && [1, 3, 4].contains(shape[2]),
      shape.prefix(2).allSatisfy({ $0 >= Self.minimum })
    else { return nil }
    (rows, columns, channels) = (shape[0], shape[1], shape.count == 3 ? shape[2] : 1)
  }
}
