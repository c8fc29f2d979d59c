/// The zero padding around an image.
///
/// Most kernels skip the rows of zeros above and below, which then need no memory.
struct ImagePadding {
  var height: Int
  var width: Int
  var channels: Int
  /// The row of the frame where the image starts.
  var top = 0
  /// The column of the frame where the image starts; a negative one crops columns.
  var left: Int
  var paddedHeight: Int
  var paddedWidth: Int

  init(
    height: Int, width: Int, channels: Int, top: Int = 0, left: Int, paddedHeight: Int? = nil,
    paddedWidth: Int
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.top = top
    self.left = left
    self.paddedHeight = paddedHeight ?? height
    self.paddedWidth = paddedWidth
  }

  /// The number of floats of a frame, in whole vectors so that the following memory stays aligned.
  var count: Int { wholeVectors(paddedHeight * paddedWidth * channels) }

  private var frameRow: Int { paddedWidth &* channels }

  /// Writes the frame with the image in it, cropped to the frame.
  func copy(_ image: UnsafePointer<Float>, into frame: UnsafeMutablePointer<Float>) {
    let columns = visibleColumns
    let before = columns.lowerBound &* channels
    let inside = columns.count &* channels
    let after = (paddedWidth &- columns.upperBound) &* channels
    let rows = visibleRows
    frame.update(repeating: 0, count: rows.lowerBound &* frameRow)
    for row in rows {
      let source = image + ((row &- top) &* width &+ columns.lowerBound &- left) &* channels
      let target = frame + row &* frameRow
      target.update(repeating: 0, count: before)
      (target + before).update(from: source, count: inside)
      (target + (before &+ inside)).update(repeating: 0, count: after)
    }
    (frame + rows.upperBound &* frameRow).update(
      repeating: 0, count: (paddedHeight &- rows.upperBound) &* frameRow)
  }

  /// Writes the image from the frame, with zeros outside it.
  func extract(_ frame: UnsafePointer<Float>, into image: UnsafeMutablePointer<Float>) {
    let columns = visibleColumns
    let rows = visibleRows
    if rows.count < height || columns.count < width {
      image.update(repeating: 0, count: height &* width &* channels)
    }
    for row in rows {
      let target = image + ((row &- top) &* width &+ columns.lowerBound &- left) &* channels
      target.update(
        from: frame + (row &* frameRow &+ columns.lowerBound &* channels),
        count: columns.count &* channels)
    }
  }

  /// The columns of the frame that hold the image.
  private var visibleColumns: Range<Int> {
    let first = min(max(left, 0), paddedWidth)
    return first..<max(min(left &+ width, paddedWidth), first)
  }

  /// The rows of the frame that hold the image.
  private var visibleRows: Range<Int> {
    let first = min(top, paddedHeight)
    return first..<max(min(top &+ height, paddedHeight), first)
  }
}
