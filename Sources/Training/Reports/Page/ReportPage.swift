import FileFormats
import Foundation

/// The page of a run's report: one file in HTML that needs nothing else.
struct ReportPage {
  let content: ReportContent

  /// The page's text.
  var text: String {
    let page: HTML = """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <title>\(content.title)</title>
      <style>
      \(ReportStyle.css)
      </style></head><body><main>
      \(header)\(curves)\(times)\(examination)\(model)\(run)</main>
      \(HTML(stringLiteral: ReportContent.dataStart))\(HTML.data(content.json.serialized()))\
      \(HTML(stringLiteral: ReportContent.dataEnd))
      </body></html>

      """
    return page.source
  }

  private var header: HTML {
    let done = content.epochs.last?.number ?? 0
    let state = content.state.rawValue
    let note = content.note.map { "<p>\($0)</p>\n" as HTML } ?? ""
    return """
      <header><h1>\(content.title)</h1>
      <p><span class="state \(state)">\(state)</span> \(done) of \(content.epochCount) epochs done</p>
      \(note)<p class="soft">Started <time>\(content.started)</time>, written \
      <time>\(content.updated)</time></p></header>

      """
  }
}

// MARK: - Curves

extension ReportPage {
  private var names: [String] {
    var names: [String] = []
    for name in content.epochs.flatMap({ $0.logs.entries.map(\.name) }) {
      let base = name.hasPrefix("val_") ? String(name.dropFirst(4)) : name
      if base != "learning_rate", !names.contains(base) { names.append(base) }
    }
    // The loss is what is minimised.
    return names.filter { $0 == "loss" } + names.filter { $0 != "loss" }
  }

  private var curves: HTML {
    guard !content.epochs.isEmpty else {
      return .section("curves", "Curves", "<p>No epoch has ended yet.</p>\n")
    }
    let epochs = content.epochs.map(\.number)
    var charts = names.enumerated().map { index, name -> HTML in
      let training = LineChart.Curve(
        name: "training", values: content.epochs.map { $0.logs[name] })
      let validation = LineChart.Curve(
        name: "validation", values: content.epochs.map { $0.logs["val_" + name] })
      return LineChart(
        identifier: "chart\(index)", title: name, unit: Self.unit(name), epochs: epochs,
        curves: [training, validation].filter { $0.values.contains { $0 != nil } }
      ).html
    }
    charts.append(
      LineChart(
        identifier: "chart-rate", title: "learning_rate", unit: "learning rate", epochs: epochs,
        curves: [
          LineChart.Curve(name: "learning rate", values: content.epochs.map(\.learningRate))
        ]
      ).html)
    return .section(
      "curves", "Curves", "<div class=\"charts\">\n\(charts)</div>\n\(epochTable)")
  }

  private static func unit(_ name: String) -> String {
    if name.hasSuffix("accuracy") { return "share of samples" }
    return name.hasSuffix("loss") ? "mean loss of a sample" : "mean of the samples"
  }

  private var epochTable: HTML {
    let columns = names.flatMap { [$0, "val_" + $0] }.filter { name in
      content.epochs.contains { $0.logs[name] != nil }
    }
    let rows = content.epochs.map { epoch -> [HTML] in
      ["\(epoch.number)"]
        + columns.map { name in
          epoch.logs[name].map { "\(Self.number($0))" } ?? "-"
        }
        + [
          "\(Self.number(epoch.learningRate))", "\(epoch.stepCount)",
          "\(Self.number(epoch.seconds))",
        ]
    }
    return .table(
      "Numbers of each epoch; its steps and seconds are those of the start that ended it",
      columns: (["epoch"] + columns + ["learning_rate", "steps", "seconds"]).map { "\($0)" },
      rows: rows)
  }

  /// The text of a number in a table.
  static func number(_ value: Double) -> String { NumberText.rounded(value, digits: 6) }
}

// MARK: - Times, the model and the run

extension ReportPage {
  private var times: HTML {
    guard content.stepCount > 0 else { return "" }
    let verdict = TimesVerdict(content.ranks, stepCount: content.stepCount).lines
    return .section(
      "times", "Time",
      """
      <p>Steps since this start: \(content.stepCount). \(verdict.joined(separator: " "))</p>
      \(TimeBars(ranks: content.ranks).html)
      """)
  }

  private var model: HTML {
    .section("model", "Model", Self.lines(content.summary, "The model's summary"))
  }

  private var run: HTML {
    let command = content.reproduction.map { command -> HTML in
      "<p>The command of the run:</p>\n\(Self.lines(command, "The command of the run"))"
    }
    let checkpoint = content.checkpoint.map { path, digest -> HTML in
      "<p>Checkpoint: <code>\(path)</code><br>SHA-256: <code>\(digest)</code></p>\n"
    }
    let rows = content.settings.map { name, value -> [HTML] in ["\(name)", "\(value)"] }
    let table = HTML.table(
      "Settings, versions and sizes", columns: ["name", "value"], rows: rows)
    return .section(
      "run", "Run", "\(checkpoint ?? "")\(command ?? "")<div class=\"settings\">\(table)</div>\n")
  }

  /// Lines of text as they are, which scroll by themselves.
  private static func lines(_ text: String, _ label: String) -> HTML {
    """
    <div class="scroll" role="region" tabindex="0" aria-label="\(label)"><pre>\(text)</pre></div>

    """
  }
}
