import Kernels

/// The random handwriting style of one image.
struct DigitHand {
  /// The pen's radius in pixels.
  let radius: Double
  /// The ink of a full line, from 0 to 1.
  let strength: Double

  private let columnX: Point
  private let columnY: Point
  private let middle: Point
  private let bends: [Point]

  private static let bendsPerSide = 4

  init(_ random: inout DigitRandom) {
    radius = 1.25 + 0.55 * random.even()
    strength = 0.86 + 0.14 * random.even()
    let angle = 0.40 * random.central()
    let shear = 0.12 + 0.44 * random.central()
    let width = 13 + 4.5 * random.central()
    let height = 19 + 3.5 * random.central()
    let (cosine, sine) = (Elementary.cos(angle), Elementary.sin(angle))
    // Rotation times shear times scale; y points down, so a positive shear leans right.
    columnX = Point(cosine, sine) * width
    columnY = (Point(-sine, cosine) - Point(cosine, sine) * shear) * height
    middle = Point(14, 14) + random.point { 3.4 * $0.central() }
    bends = (0..<(Self.bendsPerSide * Self.bendsPerSide)).map { _ in
      random.point { 2.0 * $0.central() }
    }
  }

  /// Returns the position on the canvas, in pixels, of a point of the unit square.
  func project(_ point: Point) -> Point {
    let centered = point - Point(0.5, 0.5)
    return middle + centered.x * columnX + centered.y * columnY + bend(at: point)
  }

  /// Returns a smooth random displacement in pixels, interpolated in a grid of vectors.
  private func bend(at point: Point) -> Point {
    let cells = Self.bendsPerSide - 1
    let (column, x) = Self.cell(point.x, of: cells)
    let (row, y) = Self.cell(point.y, of: cells)
    let first = row * Self.bendsPerSide + column
    let upper = bends[first] + x * (bends[first + 1] - bends[first])
    let below = first + Self.bendsPerSide
    let lower = bends[below] + x * (bends[below + 1] - bends[below])
    return upper + y * (lower - upper)
  }

  /// Returns the cell of a coordinate and the weight of its far side, with a slope of 0 at the
  /// edges.
  private static func cell(_ coordinate: Double, of count: Int) -> (index: Int, weight: Double) {
    let clamped = coordinate < 0 ? 0 : coordinate > 1 ? 1 : coordinate
    let scaled = clamped * Double(count)
    let index = min(Int(scaled), count - 1)
    let rest = scaled - Double(index)
    return (index, rest * rest * (3 - 2 * rest))
  }
}
