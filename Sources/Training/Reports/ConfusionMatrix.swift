import FileFormats
import Foundation

/// How many samples of each class a model took for each class.
package struct ConfusionMatrix: Sendable, Equatable {
  /// The counts: `counts[actual][predicted]`.
  package let counts: [[Int]]
  /// For each class, the samples whose output is not a number, which are taken for no class.
  package let undecided: [Int]

  /// The most classes of a matrix that is printed whole.
  private static let widest = 20

  /// Counts outputs by their samples' classes.
  ///
  /// - Parameters:
  ///   - outputs: Each sample's output.
  ///   - classes: Each sample's class, from 0.
  ///   - scale: What the outputs mean.
  package init(outputs: OutputRows, classes: [Int], scale: OutputScale) {
    self.init(
      taken: outputs.map { scale.predictedClass($0) }, classes: classes,
      classCount: outputs.rowSize)
  }

  /// Counts predicted classes, nil for an output that is NaN, by their samples' classes.
  ///
  /// - Parameters:
  ///   - taken: The class that each sample was taken for.
  ///   - classes: Each sample's class, from 0.
  ///   - classCount: The number of classes that there are at least.
  package init(taken: [Int?], classes: [Int], classCount: Int) {
    let most = max(classes.max() ?? 0, taken.compactMap(\.self).max() ?? 0)
    let count = max(classCount, 2, most + 1)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: count), count: count)
    var undecided = [Int](repeating: 0, count: count)
    for (predicted, actual) in zip(taken, classes) {
      guard let predicted else {
        undecided[actual] += 1
        continue
      }
      counts[actual][predicted] += 1
    }
    self.counts = counts
    self.undecided = undecided
  }

  /// The number of samples of a class.
  package func sampleCount(_ index: Int) -> Int {
    counts[index].reduce(0, +) + undecided[index]
  }

  /// The share of a class's samples that were taken for it; nil for a class without samples.
  package func recall(_ index: Int) -> Double? {
    Self.share(counts[index][index], of: sampleCount(index))
  }

  /// The share of the samples taken for a class that belong to it; nil where none was.
  package func precision(_ index: Int) -> Double? {
    Self.share(counts[index][index], of: counts.reduce(0) { $0 + $1[index] })
  }

  /// The harmonic mean of precision and recall; nil where one of them is missing.
  package func f1(_ index: Int) -> Double? {
    guard let precision = precision(index), let recall = recall(index) else { return nil }
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
  }

  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}

// MARK: - Text

extension ConfusionMatrix {
  /// Returns the matrix, a row for each class, and then each class's figures, line by line.
  ///
  /// - Parameter names: The classes' names, which stand behind their indices; nil for none.
  /// - Returns: The lines, without line ends.
  package func lines(names: [String]? = nil) -> [String] {
    (counts.count <= Self.widest ? matrixLines + [""] : []) + figureLines(names)
  }

  /// The widths of a class's number of samples, precision, recall and F1.
  private static let figureWidths = [9, 11, 8, 8]

  private static func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private var hasUndecided: Bool { undecided.contains { $0 > 0 } }

  private var matrixLines: [String] {
    let names = counts.indices.map(String.init) + (hasUndecided ? ["NaN"] : [])
    let rows = counts.indices.map { actual in
      (counts[actual] + (hasUndecided ? [undecided[actual]] : [])).map(String.init)
    }
    let width = (names + rows.joined()).map(\.count).max() ?? 1
    func line(_ name: String, _ cells: [String]) -> String {
      Self.padded(name, to: 6) + cells.map { Self.padded($0, to: width + 2) }.joined()
    }
    let head = "Rows are the samples' classes, columns what the model took them for."
    return [head, line("", names)] + rows.indices.map { line(String($0), rows[$0]) }
  }

  private func figureLines(_ names: [String]?) -> [String] {
    let classes = counts.indices.map { index in
      guard let names, index < names.count else { return "\(index)" }
      return "\(index) \(names[index].onOneLine(limit: 30))"
    }
    let width = classes.map(\.count).reduce("class".count, max)
    let header =
      Self.padded("class", to: width) + "  samples  precision  recall      F1  mostly confused with"
    return [header]
      + counts.indices.map { index in
        let figures = [precision(index), recall(index), f1(index)].map { figure in
          figure.map { String(format: "%.4f", $0) } ?? "-"
        }
        let cells = zip([String(sampleCount(index))] + figures, Self.figureWidths)
          .map { Self.padded($0, to: $1) }
        return Self.padded(classes[index], to: width) + cells.joined()
          + (confusion(of: index, classes).map { "  " + $0 } ?? "")
      }
  }

  /// The class that a class's samples are most often taken for by mistake, and how often.
  private func confusion(of actual: Int, _ classes: [String]) -> String? {
    let others = counts.indices.filter { $0 != actual && counts[actual][$0] > 0 }
    guard let worst = others.max(by: { counts[actual][$0] < counts[actual][$1] }) else {
      return nil
    }
    return "\(classes[worst]) (\(counts[actual][worst]))"
  }
}
