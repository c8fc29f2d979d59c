/// A greyscale image on which a round pen draws, with ink between 0 and 1.
///
/// Only additions, multiplications, divisions and square roots of `Double` are used, each of
/// which rounds the same way on every processor, so the image does too.
struct DigitCanvas {
  /// The height and width in pixels.
  static let side = 28

  /// The ink of every pixel, row by row.
  private(set) var ink = [Double](repeating: 0, count: side * side)

  /// Draws a straight line between two points, in pixels.
  ///
  /// A pixel gets as much ink as its middle lies inside the line; the rim is one pixel wide.
  mutating func drawLine(from start: Point, to end: Point, radius: Double) {
    let direction = end - start
    let squaredLength = direction.x * direction.x + direction.y * direction.y
    let reach = radius + 0.5
    let columns = Self.pixels(between: start.x, and: end.x, reach: reach)
    for row in Self.pixels(between: start.y, and: end.y, reach: reach) {
      for column in columns {
        let offset = Point(Double(column) + 0.5, Double(row) + 0.5) - start
        var position = 0.0
        if squaredLength > 0 {
          position = (offset.x * direction.x + offset.y * direction.y) / squaredLength
          position = position < 0 ? 0 : position > 1 ? 1 : position
        }
        let apart = offset - position * direction
        let squaredDistance = apart.x * apart.x + apart.y * apart.y
        guard squaredDistance < reach * reach else { continue }
        let covered = reach - squaredDistance.squareRoot()
        let amount = covered > 1 ? 1 : covered
        let pixel = row * Self.side + column
        if amount > ink[pixel] { ink[pixel] = amount }
      }
    }
  }

  /// Draws a smooth curve through points: a uniform Catmull-Rom spline, divided into short lines.
  ///
  /// `warp` maps each point of the curve to pixels.
  mutating func drawCurve(
    through points: [Point], radius: Double, warp: (Point) -> Point
  ) {
    let piecesPerSpan = 6
    guard var last = points.first.map(warp) else { return }
    for span in 0..<(points.count - 1) {
      let before = points[max(span - 1, 0)]
      let start = points[span]
      let end = points[span + 1]
      let after = points[min(span + 2, points.count - 1)]
      for piece in 1...piecesPerSpan {
        let t = Double(piece) / Double(piecesPerSpan)
        // Catmull and Rom 1974, with tension 1/2.
        let linear = end - before
        let quadratic = 2 * before - 5 * start + 4 * end - after
        let cubic = 3 * start - before - 3 * end + after
        let next = warp(start + 0.5 * t * (linear + t * (quadratic + t * cubic)))
        drawLine(from: last, to: next, radius: radius)
        last = next
      }
    }
  }

  private static func pixels(between a: Double, and b: Double, reach: Double) -> Range<Int> {
    let low = (a < b ? a : b) - reach
    let high = (a < b ? b : a) + reach
    let first = low < 0 ? 0 : low > Double(side) ? side : Int(low)
    let end = high < 0 ? 0 : high >= Double(side) ? side : Int(high) + 1
    return first..<max(first, end)
  }
}
