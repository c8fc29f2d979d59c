import Datasets
import FileFormats
import Foundation

/// The lines of `lockstep inspect` about samples and their labels.
struct DataReport {
  let summary: DataSummary
  private let samples: Samples
  private let labels: Labels?

  /// Classes that are counted one by one.
  private static let listedClassCount = 20
  private static let listedSampleCount = 3
  private static let listedNumberCount = 8

  init(_ samples: Samples, _ labels: Labels?) {
    self.samples = samples
    self.labels = labels
    summary = DataSummary(samples, labels)
  }

  /// What there is of a part.
  ///
  /// - Throws: `LabelError` for labels that are invalid.
  func lines(_ name: String) throws -> [String] {
    let elements = summary.elements
    let total = elements.count + elements.nonFiniteCount
    var lines = [
      "  \(name): \(samples.count) samples of \(samples.shape), \(samples.kind): "
        + Self.range(elements, samples.integerRange)
        + String(
          format: ", %.3g %% zeros", 100 * Double(elements.zeroCount) / Double(max(total, 1)))
    ]
    if elements.nonFiniteCount > 0 {
      lines.append(
        "  \(name) numbers that are NaN or infinite, which end a training: "
          + "\(elements.nonFiniteCount)")
    }
    if let labels { lines.append("  \(name) labels: " + labelLine(labels)) }
    let found = summary.occurrences
    let others = labels == nil ? "" : ", with another label: \(found.contradictionCount)"
    lines.append("  \(name) samples equal to an earlier one: \(found.duplicateCount)\(others)")
    if !found.areAllCompared {
      lines.append(
        "  \(name) samples that were compared for that: \(found.comparedCount) of "
          + "\(samples.count), since there are too many different ones")
    }
    return lines
  }

  /// How many samples of this part are in another one, which has a name.
  func overlapLine(_ name: String, with other: DataReport, _ otherName: String) -> String {
    let (found, compared) = summary.occurrences.count(alsoIn: other.summary.occurrences)
    return "  \(name) samples that are in the \(otherName): \(found)"
      + (compared == samples.count ? "" : " of \(compared) that were compared")
  }

  /// The range of numbers as training takes them; where they are whole numbers in their file, as
  /// they are there.
  private static func range(_ numbers: SampleStatistics, _ integers: IntegerRange? = nil) -> String
  {
    guard numbers.count > 0 else { return "no finite number" }
    let minimum = integers?.minimum ?? String(format: "%.6g", numbers.minimum)
    let maximum = integers?.maximum ?? String(format: "%.6g", numbers.maximum)
    return "\(minimum) to \(maximum), "
      + String(format: "mean %.6g, deviation %.6g", numbers.mean, numbers.deviation)
  }

  private func labelLine(_ labels: Labels) -> String {
    guard labels.areClasses else {
      return "values of shape [\(labels.sampleSize)], \(Self.range(summary.values))"
    }
    let counts = summary.classCounts
    func name(_ label: Int) -> String {
      guard let names = labels.classNames, label < names.count else { return "\(label)" }
      return names[label].onOneLine(limit: 40)
    }
    guard summary.unlistedCount == 0 else {
      return "classes up to \(summary.greatestLabel), \(summary.unlistedCount) samples of classes "
        + "from \(DataSummary.maximumClassCount) up: labels, or values?"
    }
    let classes = counts.count == 1 ? "1 class" : "\(counts.count) classes"
    guard counts.count > Self.listedClassCount else {
      return "\(classes): "
        + counts.enumerated().map { "\(name($0)) \($1)" }.joined(separator: ", ")
    }
    let least = counts.indices.min { counts[$0] < counts[$1] } ?? 0
    let most = counts.indices.max { counts[$0] < counts[$1] } ?? 0
    return "\(classes), from \(counts[least]) samples (\(name(least))) to \(counts[most]) "
      + "(\(name(most)))"
  }
}

// MARK: - The first samples

extension DataReport {
  /// The first samples: pictures side by side, or rows of numbers.
  func firstSamples(columns: Int) -> [String] {
    guard let drawing = SampleDrawing(samples.shape, summary.elements, columns: columns) else {
      return rows()
    }
    let count = min(samples.count, drawing.countInLine)
    let pictures = (0..<count).map { drawing.lines(samples[$0]) }
    let captions = (0..<count).map { index in
      String(caption(index).prefix(drawing.width))
        .padding(toLength: drawing.width, withPad: " ", startingAt: 0)
    }
    let lines = (0..<drawing.height).map { line in pictures.map { $0[line] } } + [captions]
    return lines.map { "  " + $0.joined(separator: "  ").trimmingRight() }
  }

  private func rows() -> [String] {
    let most = Self.listedNumberCount
    func list(_ texts: [String]) -> String {
      texts.prefix(most).joined(separator: ", ") + (texts.count > most ? ", ..." : "")
    }
    let features = labels?.columns?.features.map { names in
      ["  " + list(names.prefix(most + 1).map { $0.onOneLine(limit: 40) })]
    }
    return (features ?? [])
      + (0..<min(samples.count, Self.listedSampleCount)).map { index in
        "  "
          + list(
            samples.integerTexts(at: index, count: most + 1)
              ?? samples[index].prefix(most + 1).map { String(format: "%.6g", $0) })
          + (labels == nil ? "" : " -> " + caption(index))
      }
  }

  /// A sample's label.
  private func caption(_ index: Int) -> String {
    guard let labels else { return "" }
    guard labels.areClasses else {
      return labels.values(at: index).prefix(4).map { String(format: "%.6g", $0) }
        .joined(separator: ", ")
    }
    let label = labels[index]
    guard let names = labels.classNames, label < names.count else { return "\(label)" }
    return names[label].onOneLine(limit: 40)
  }
}

extension String {
  fileprivate func trimmingRight() -> String {
    var result = self[...]
    while result.last == " " { result = result.dropLast() }
    return String(result)
  }
}
