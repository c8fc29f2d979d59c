/// How an image is put into a frame of zeros.
struct ImagePadding {
  var height: Int
  var width: Int
  var channels: Int
  /// The row of the frame where the image starts; a negative one cuts the image's first rows off.
  var top: Int
  /// The column of the frame where the image starts; a negative one cuts columns off.
  var left: Int
  var paddedHeight: Int
  var paddedWidth: Int

  /// The floats of a frame, in whole vectors so that what follows it stays aligned.
  var count: Int { wholeVectors(paddedHeight * paddedWidth * channels) }

  /// Writes the frame with the image in it; what reaches beyond the frame is left out.
  func copy(_ image: UnsafePointer<Float>, into frame: UnsafeMutablePointer<Float>) {
    let rowCount = paddedWidth &* channels
    let firstColumn = min(max(left, 0), paddedWidth)
    let endColumn = max(min(left &+ width, paddedWidth), firstColumn)
    let before = firstColumn &* channels
    let inside = (endColumn &- firstColumn) &* channels
    let skipped = (firstColumn &- left) &* channels
    for row in 0..<paddedHeight {
      let target = frame + row &* rowCount
      let source = row &- top
      guard source >= 0 && source < height && inside > 0 else {
        target.update(repeating: 0, count: rowCount)
        continue
      }
      target.update(repeating: 0, count: before)
      (target + before).update(
        from: image + (source &* width &* channels &+ skipped), count: inside)
      (target + (before &+ inside)).update(
        repeating: 0, count: rowCount &- before &- inside)
    }
  }
}
