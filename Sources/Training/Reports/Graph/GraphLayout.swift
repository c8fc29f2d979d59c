/// A layered layout of a graph whose arrows all point downward.
///
/// Boxes are in rows by their longest path from an input. An arrow that crosses rows passes through
/// a point in each, so that it crosses no box. Within a row, order and positions come from sweeps
/// down and up, each of which moves what is in a row to the mean of its neighbours in the last one.
/// Source: Sugiyama, Tagawa and Toda (1981).
struct GraphLayout {
  /// A box, or a point of an arrow.
  struct Item {
    /// The row, from 0 at the top.
    var row: Int
    /// The width.
    let width: Double
    /// The centre; from 0 at the left.
    var x = 0.0
    /// The items in the row above and in the row below that arrows lead from and to.
    var above: [Int] = []
    var below: [Int] = []
  }

  private static let sweepCount = 8

  /// The least distance between items of a row.
  private let gap: Double
  /// The boxes, in their order, then the points of arrows.
  private(set) var items: [Item]
  /// For each arrow the items that it leads through, from the box where it begins to its end.
  private(set) var arrows: [[Int]] = []
  /// The items of each row, from left to right.
  private(set) var rows: [[Int]] = []
  /// The width of all.
  private(set) var width = 0.0

  /// Lays out boxes.
  ///
  /// - Parameters:
  ///   - widths: The width of each.
  ///   - inputs: For each the boxes that arrows lead from to it, which precede it.
  ///   - gap: The least distance between boxes of a row.
  init(widths: [Double], inputs: [[Int]], gap: Double) {
    self.gap = gap
    let rows = Self.rows(inputs)
    items = zip(rows, widths).map { Item(row: $0, width: $1) }
    for (index, sources) in inputs.enumerated() {
      for source in sources { addArrow(from: source, to: index) }
    }
    self.rows = Array(repeating: [], count: (rows.max() ?? -1) + 1)
    for (index, item) in items.enumerated() { self.rows[item.row].append(index) }
    order()
    position()
  }

  /// The row of each box: below all of its inputs; a box without inputs is just above the first
  /// that takes its output.
  private static func rows(_ inputs: [[Int]]) -> [Int] {
    var rows = inputs.map { _ in 0 }
    for (index, sources) in inputs.enumerated() {
      rows[index] = (sources.map { rows[$0] }.max() ?? -1) + 1
    }
    var firstBelow = [Int?](repeating: nil, count: rows.count)
    for (index, sources) in inputs.enumerated() {
      for source in sources { firstBelow[source] = min(firstBelow[source] ?? .max, rows[index]) }
    }
    for index in rows.indices where inputs[index].isEmpty {
      rows[index] = max((firstBelow[index] ?? 1) - 1, 0)
    }
    return rows
  }

  private mutating func addArrow(from source: Int, to target: Int) {
    var path = [source]
    for row in items[source].row + 1..<items[target].row {
      items.append(Item(row: row, width: 0))
      path.append(items.count - 1)
    }
    path.append(target)
    for (upper, lower) in zip(path, path.dropFirst()) {
      items[upper].below.append(lower)
      items[lower].above.append(upper)
    }
    arrows.append(path)
  }

  // MARK: - Order

  /// Orders each row by the mean order of the neighbours.
  private mutating func order() {
    for sweep in 0..<Self.sweepCount {
      let isDown = sweep.isMultiple(of: 2)
      for row in isDown ? Array(rows.indices) : rows.indices.reversed() {
        let next = row + (isDown ? -1 : 1)
        guard rows.indices.contains(next) else { continue }
        var orders = [Int](repeating: 0, count: items.count)
        for (order, item) in rows[next].enumerated() { orders[item] = order }
        let means = rows[row].enumerated().map { order, item -> Double in
          let neighbours = isDown ? items[item].above : items[item].below
          guard !neighbours.isEmpty else { return Double(order) }
          return Double(neighbours.reduce(0) { $0 + orders[$1] }) / Double(neighbours.count)
        }
        // What is equal keeps its order: the sort is stable only with it.
        let sorted = rows[row].indices.sorted { (means[$0], $0) < (means[$1], $1) }
        rows[row] = sorted.map { rows[row][$0] }
      }
    }
  }

  // MARK: - Positions

  private mutating func position() {
    for row in rows.indices { place(row, at: rows[row].map { _ in 0 }) }
    for sweep in 0..<Self.sweepCount {
      let isDown = sweep.isMultiple(of: 2)
      for row in isDown ? Array(rows.indices) : rows.indices.reversed() {
        place(
          row,
          at: rows[row].map { item in
            let neighbours = isDown ? items[item].above : items[item].below
            guard !neighbours.isEmpty else { return items[item].x }
            return neighbours.reduce(0) { $0 + items[$1].x } / Double(neighbours.count)
          })
      }
    }
    let left = items.map { $0.x - $0.width / 2 }.min() ?? 0
    for index in items.indices { items[index].x -= left }
    width = items.map { $0.x + $0.width / 2 }.max() ?? 0
  }

  /// Places a row's items near the wanted positions, without overlap.
  ///
  /// It is the mean of two placements: one that moves what is in the way to the right, and one that
  /// moves it to the left. Both keep the distances, and so does their mean.
  private mutating func place(_ row: Int, at wanted: [Double]) {
    let indices = rows[row]
    func distance(_ index: Int) -> Double {
      (items[indices[index]].width + items[indices[index + 1]].width) / 2 + gap
    }
    var right = wanted
    for index in indices.indices.dropFirst() {
      right[index] = max(right[index], right[index - 1] + distance(index - 1))
    }
    var left = wanted
    for index in indices.indices.dropLast().reversed() {
      left[index] = min(left[index], left[index + 1] - distance(index))
    }
    for (index, item) in indices.enumerated() { items[item].x = (left[index] + right[index]) / 2 }
  }
}
