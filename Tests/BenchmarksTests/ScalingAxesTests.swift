import Testing

@testable import Benchmarks

@Suite("ScalingAxes")
struct ScalingAxesTests {
  @Test(
    "show every speed-up within the plot, however small", arguments: [[1, 16, 64], [1, 2, 4]])
  func small(worldSizes: [Int]) {
    let speedUps = [1, 0.4, 0.03]
    let axes = ScalingAxes(worldSizes: worldSizes, speedUps: speedUps)
    let heights = speedUps.map { axes.y($0) }
    let bottom = ScalingLayout.plotTop + ScalingLayout.plotHeight
    // A smaller one is lower, and none lies on the axis, let alone below it.
    #expect(heights[0] < heights[1] && heights[1] < heights[2] && heights[2] < bottom)
    #expect(speedUps.allSatisfy { axes.clipped($0) == $0 })
    #expect(axes.clipped(1e6) == axes.end && axes.clipped(-1) == axes.start)
  }

  @Test("a logarithmic axis has a line for each power of two, fractions among them")
  func ticks() {
    let axes = ScalingAxes(worldSizes: [1, 16], speedUps: [0.3])
    #expect(axes.isLogarithmic)
    #expect(axes.ticks == [0.25, 0.5, 1, 2, 4, 8, 16])
    #expect(axes.ticks.prefix(3).map(ScalingAxes.text) == ["1/4", "1/2", "1"])
    // Doublings have one length on both axes.
    let heights = axes.ticks.map { axes.y($0) }
    let steps = zip(heights, heights.dropFirst()).map { $0 - $1 }
    #expect(steps.allSatisfy { abs($0 - steps[0]) < 1e-9 }, "\(steps)")
    #expect(abs(axes.x(16) - axes.x(4) - (axes.x(4) - axes.x(1))) < 1e-9)
  }

  @Test("a caption is broken between words, and no line is wider than the picture")
  func caption() {
    let text = "Medians with intervals, against the fastest solo program of the same run"
    let lines = SVGDocument.wrapped(text, width: 132, size: 11)
    #expect(lines.count > 1)
    #expect(lines.allSatisfy { $0.count <= 20 }, "\(lines)")
    #expect(lines.joined(separator: " ") == text)
    #expect(SVGDocument.wrapped("unbreakable", width: 11, size: 11) == ["unbreakable"])
  }
}
