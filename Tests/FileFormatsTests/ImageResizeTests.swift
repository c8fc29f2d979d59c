import FileFormats
import Testing

@Suite("ImageResize")
struct ImageResizeTests {
  private func resized(
    _ pixels: [UInt8], _ old: (Int, Int), _ new: (Int, Int), _ channelCount: Int = 1
  ) -> [UInt8] {
    ImageResize(from: (old.0, old.1), to: (new.0, new.1), channelCount).resized(pixels)
  }

  /// By the formula, in rows of one: the centres of four pixels lie at -1/4, 1/4, 3/4 and 5/4.
  @Test func interpolatesBetweenCentres() {
    #expect(resized([0, 100], (1, 2), (1, 4)) == [0, 25, 75, 100])
    #expect(resized([0, 100], (2, 1), (4, 1)) == [0, 25, 75, 100])
    #expect(resized([0, 100, 200, 40], (1, 4), (1, 2)) == [50, 120])
    #expect(resized([0, 60, 30], (1, 3), (1, 1)) == [60])
    #expect(resized([0, 40, 80, 200], (2, 2), (1, 1)) == [80])
    #expect(resized([5, 1, 7, 2], (1, 2), (1, 1), 2) == [6, 2])
  }

  @Test func keepsSizesAndConstants() {
    let pixels = (0..<12).map { UInt8($0 * 20) }
    #expect(resized(pixels, (3, 4), (3, 4)) == pixels)
    #expect(
      resized([UInt8](repeating: 201, count: 35), (5, 7), (11, 3))
        == [UInt8](repeating: 201, count: 33))
  }

  /// The obvious loop in doubles, where no tie is near: sizes that are odd to one another.
  @Test(arguments: [((5, 7), (3, 11)), ((9, 4), (16, 16)), ((31, 17), (8, 5))])
  func agreesWithTheFormula(old: (Int, Int), new: (Int, Int)) {
    let pixels = (0..<old.0 * old.1 * 3).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 9) }
    func place(_ index: Int, _ old: Int, _ new: Int) -> (Int, Int, Double) {
      let center = (Double(index) + 0.5) * Double(old) / Double(new) - 0.5
      let first = center.rounded(.down)
      return (
        max(0, Int(first)), min(old - 1, Int(first) + 1), center - first
      )
    }
    let found = resized(pixels, old, new, 3)
    for row in 0..<new.0 {
      for column in 0..<new.1 {
        for channel in 0..<3 {
          let (top, bottom, down) = place(row, old.0, new.0)
          let (left, right, across) = place(column, old.1, new.1)
          func value(_ y: Int, _ x: Int) -> Double { Double(pixels[(y * old.1 + x) * 3 + channel]) }
          let expected =
            (1 - down) * ((1 - across) * value(top, left) + across * value(top, right))
            + down * ((1 - across) * value(bottom, left) + across * value(bottom, right))
          let byte = Double(found[(row * new.1 + column) * 3 + channel])
          #expect((byte - expected).magnitude < 0.5 + 1e-9)
        }
      }
    }
  }
}
