/// Bilinear resizing, exactly as its formula says: in integers, rounded once.
///
/// The centre of the new pixel `x` lies at `(x + 1/2) * old / new - 1/2` of the old ones; its value
/// is between those of the four pixels around there, weighted by the distances, and at the edges of
/// the outermost ones. Rounded to nearest, ties up. That is Keras's `smart_resize` and TensorFlow's
/// `resize` with `bilinear`, which do not smooth before they make an image smaller either.
package struct ImageResize: Equatable, Sendable {
  private let height: Axis
  private let width: Axis
  private let channelCount: Int

  /// One direction: of each new pixel the old one before its centre, and the weight of the next.
  private struct Axis: Equatable, Sendable {
    let old: Int
    let new: Int
    /// The sum of both weights.
    var whole: Int { 2 * new }
    let firsts: [Int]
    let seconds: [Int]
    /// The weights of the second pixels.
    let weights: [Int]

    init(_ old: Int, _ new: Int) {
      self.old = old
      self.new = new
      var (firsts, seconds, weights): ([Int], [Int], [Int]) = ([], [], [])
      for index in 0..<new {
        // In units of 1 / (2 new), from the centre of the first old pixel.
        let center = (2 * index + 1) * old - new
        let first = center < 0 ? -1 : center / (2 * new)
        firsts.append(max(first, 0))
        seconds.append(min(first + 1, old - 1))
        weights.append(center - first * 2 * new)
      }
      (self.firsts, self.seconds, self.weights) = (firsts, seconds, weights)
    }
  }

  /// Creates the resizing of images of one size to another.
  package init(from old: (height: Int, width: Int), to new: (height: Int, width: Int), _ count: Int)
  {
    height = Axis(old.height, new.height)
    width = Axis(old.width, new.width)
    channelCount = count
  }

  /// Returns the pixels of an image in the new size.
  package func resized(_ pixels: [UInt8]) -> [UInt8] {
    guard height.old != height.new || width.old != width.new else { return pixels }
    var result: [UInt8] = []
    result.reserveCapacity(height.new * width.new * channelCount)
    let (whole, rowSize) = (height.whole * width.whole, width.old * channelCount)
    for row in 0..<height.new {
      let (upper, lower) = (height.firsts[row] * rowSize, height.seconds[row] * rowSize)
      let (low, down) = (height.weights[row], height.whole - height.weights[row])
      for column in 0..<width.new {
        let (left, right) = (width.firsts[column], width.seconds[column])
        let (near, far) = (width.whole - width.weights[column], width.weights[column])
        for channel in 0..<channelCount {
          let (l, r) = (left * channelCount + channel, right * channelCount + channel)
          let top = near * Int(pixels[upper + l]) + far * Int(pixels[upper + r])
          let bottom = near * Int(pixels[lower + l]) + far * Int(pixels[lower + r])
          result.append(UInt8((down * top + low * bottom + whole / 2) / whole))
        }
      }
    }
    return result
  }
}
