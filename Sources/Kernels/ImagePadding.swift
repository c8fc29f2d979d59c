/// How an image's rows are put between zeros.
///
/// Rows of zeros above and below need no room: the kernels leave them out.
struct ImagePadding {
  var height: Int
  var width: Int
  var channels: Int
  /// The column of the frame where the image starts; a negative one cuts columns off.
  var left: Int
  var paddedWidth: Int

  /// The floats of a frame, in whole vectors so that what follows it stays aligned.
  var count: Int { wholeVectors(height * paddedWidth * channels) }

  /// Writes the frame with the image in it; columns that reach beyond the frame are left out.
  func copy(_ image: UnsafePointer<Float>, into frame: UnsafeMutablePointer<Float>) {
    let first = min(max(left, 0), paddedWidth)
    let end = max(min(left &+ width, paddedWidth), first)
    let before = first &* channels
    let inside = (end &- first) &* channels
    let after = (paddedWidth &- end) &* channels
    var source = image + (first &- left) &* channels
    var target = frame
    for _ in 0..<height {
      target.update(repeating: 0, count: before)
      (target + before).update(from: source, count: inside)
      (target + (before &+ inside)).update(repeating: 0, count: after)
      source += width &* channels
      target += paddedWidth &* channels
    }
  }
}
