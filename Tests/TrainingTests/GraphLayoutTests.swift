import Testing

@testable import Training

@Suite("GraphLayout")
struct GraphLayoutTests {
  private static let gap = 10.0

  private func layout(_ inputs: [[Int]], width: Double = 100) -> GraphLayout {
    GraphLayout(widths: inputs.map { _ in width }, inputs: inputs, gap: Self.gap)
  }

  @Test("stacks a chain in one column")
  func chain() {
    let layout = layout([[], [0], [1]])
    #expect(layout.rows == [[0], [1], [2]])
    #expect(layout.items.map(\.x) == [50, 50, 50])
    #expect(layout.width == 100)
    #expect(layout.arrows == [[0, 1], [1, 2]])
  }

  @Test("puts branches side by side, and what joins them between")
  func branches() {
    let layout = layout([[], [0], [0], [1, 2]])
    #expect(layout.rows == [[0], [1, 2], [3]])
    #expect(layout.items.map(\.x) == [105, 50, 160, 105])
  }

  /// The skip from 0 to 3 passes both rows beside their boxes.
  @Test("leads an arrow that skips rows past their boxes")
  func skip() {
    let layout = layout([[], [0], [1], [0, 2]])
    let arrow = layout.arrows.first { $0.count == 4 } ?? []
    #expect(arrow.first == 0 && arrow.last == 3)
    for point in arrow.dropFirst().dropLast() {
      let row = layout.items[point].row
      #expect(abs(layout.items[point].x - layout.items[row].x) >= 50 + Self.gap - 1e-9)
    }
  }

  @Test("puts an input just above the box that takes it first")
  func lateInput() {
    #expect(layout([[], [0], [1], [], [2, 3]]).rows == [[0], [1], [2, 3], [4]])
  }

  @Test("keeps the boxes of a row apart, in a drawing of any width", arguments: 1...6)
  func apart(seed: Int) {
    // Each box takes two earlier ones, as far away as the seed says.
    let inputs = (0..<40).map { index in
      Array(Set([index - 1 - (index * seed) % 5, index - 1 - (index * 3 + seed) % 7])).sorted()
        .filter { $0 >= 0 }
    }
    let layout = layout(inputs, width: 60)
    for row in layout.rows {
      for (left, right) in zip(row, row.dropFirst()) {
        let distance = layout.items[right].x - layout.items[left].x
        let least = (layout.items[left].width + layout.items[right].width) / 2 + Self.gap
        #expect(distance >= least - 1e-9)
      }
    }
    for (index, sources) in inputs.enumerated() {
      for source in sources { #expect(layout.items[source].row < layout.items[index].row) }
    }
  }

  @Test("of nothing is empty")
  func empty() {
    #expect(layout([]).rows == [] && layout([]).width == 0)
  }
}
