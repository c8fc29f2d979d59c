import Foundation

extension ReportPage {
  /// The most classes of a matrix that is shown whole.
  private static let widestMatrix = 20

  /// The most classes whose figures are shown.
  private static let mostFigures = 100

  /// Results, confusion matrix and worst mistakes; empty before they are known.
  var examination: HTML {
    guard let examination = content.examination else { return "" }
    let results = examination.results.map { name, value -> HTML in
      "<p>\(name): <strong>\(Self.number(value))</strong></p>\n"
    }
    let tables = examination.matrix.map { matrix -> HTML in
      let whole = matrix.counts.count <= Self.widestMatrix
      return "\(whole ? self.table(matrix, examination) : "")\(figures(matrix, examination))"
    }
    return .section(
      "examination", "Results on \(examination.name)",
      """
      <p>Samples: \(examination.sampleCount)</p>
      \(results)\(tables ?? "")\(mistakes(examination))
      """)
  }

  private func table(_ matrix: ConfusionMatrix, _ examination: Examination) -> HTML {
    let hasUndecided = matrix.undecided.contains { $0 > 0 }
    let classes = matrix.counts.indices
    // Where few samples are taken for another class their share of the class would not be seen.
    let misses = classes.flatMap { actual in
      classes.filter { $0 != actual }.map { matrix.counts[actual][$0] }
    }
    let most = max(misses.max() ?? 0, 1)
    let heads = classes.map { "<th scope=\"col\">\(examination.text(ofClass: $0))</th>" as HTML }
    let rows = classes.map { actual -> HTML in
      let all = max(matrix.sampleCount(actual), 1)
      let cells = classes.map { taken -> HTML in
        let count = matrix.counts[actual][taken]
        let share =
          taken == actual
          ? Double(count) / Double(all)
          : count == 0 ? 0 : 0.3 + 0.7 * Double(count) / Double(most)
        return """
          <td class="\(taken == actual ? "hit" : "miss")" style="--share:\(share)">\(count)</td>
          """
      }
      let undecided: HTML = hasUndecided ? "<td>\(matrix.undecided[actual])</td>" : ""
      return """
        <tr><th scope="row">\(examination.text(ofClass: actual))</th>\(cells)\(undecided)</tr>

        """
    }
    let undecided: HTML = hasUndecided ? "<th scope=\"col\">NaN</th>" : ""
    return """
      <p class="caption">Rows are the samples' classes, columns what the model took them for.</p>
      <div class="scroll" role="region" tabindex="0" aria-label="Confusion matrix"><table>
      <thead><tr><th scope="col">class</th>\(heads)\(undecided)</tr></thead>
      <tbody>
      \(rows)</tbody></table></div>

      """
  }

  private func figures(_ matrix: ConfusionMatrix, _ examination: Examination) -> HTML {
    let all = matrix.counts.indices
    var shown = Array(all)
    if all.count > Self.mostFigures {
      // A class without samples, or that no sample is taken for, has no F1.
      let scores = all.map { matrix.sampleCount($0) == 0 ? 2 : matrix.f1($0) ?? 0 }
      shown = Array(
        all.sorted { (scores[$0], $0) < (scores[$1], $1) }.prefix(Self.mostFigures))
    }
    let rows = shown.map { index -> [HTML] in
      let figures = [matrix.precision(index), matrix.recall(index), matrix.f1(index)]
      return ["\(examination.text(ofClass: index))", "\(matrix.sampleCount(index))"]
        + figures.map { figure in
          figure.map { "\(String(format: "%.4f", $0))" } ?? "-"
        }
    }
    return .table(
      shown.count == all.count
        ? "Figures of each class"
        : "Figures of the \(shown.count) classes, of \(all.count), that are found worst",
      columns: ["class", "samples", "precision", "recall", "F1"],
      rows: rows)
  }

  private func mistakes(_ examination: Examination) -> HTML {
    guard let first = examination.mistakes.first else {
      return examination.matrix == nil ? "" : "<p>No sample was taken for another class.</p>\n"
    }
    let heading: HTML = "<h3>Worst mistakes</h3>\n"
    guard first.picture != nil else {
      let rows = examination.mistakes.map { mistake -> [HTML] in
        let numbers = mistake.numbers.map { ChartAxis.text(Double($0)) }.joined(separator: ", ")
        return ["\(mistake.index)", "\(mistake.actual)", "\(mistake.taken)", "\(numbers)"]
      }
      let table = HTML.table(
        "The samples that the model is most wrong about",
        columns: ["sample", "label", "the model's answer", "first numbers"], rows: rows)
      return "\(heading)\(table)"
    }
    let figures = examination.mistakes.map { mistake -> HTML in
      """
      <figure><img src="\(mistake.picture?.address ?? "")" width="112" height="112" \
      alt="Sample \(mistake.index) of \(examination.name)">
      <figcaption>Sample \(mistake.index): label \(mistake.actual), \
      taken for \(mistake.taken)</figcaption></figure>

      """
    }
    return "\(heading)<div class=\"mistakes\">\n\(figures)</div>\n"
  }
}
