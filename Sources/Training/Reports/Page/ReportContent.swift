import Engine
import FileFormats

/// What a report says of a run.
struct ReportContent {
  /// What has become of a run.
  enum State: String {
    /// Epochs are still to come.
    case running
    /// The training has ended as it was asked to.
    case finished
    /// The run has ended before its last epoch.
    case stopped
  }

  /// An epoch's numbers.
  struct Epoch: Equatable {
    /// The epoch, from 1.
    let number: Int
    /// Means of training and validation.
    let logs: Logs
    /// The learning rate after it.
    let learningRate: Double
    /// The number of steps.
    let stepCount: Int
    /// The wall time of the steps, in seconds.
    let seconds: Double
  }

  /// The model's name.
  let model: String
  /// The data's name.
  let data: String
  /// The number of epochs that were asked for.
  let epochCount: Int
  /// The settings, versions and sizes, in the order of their names.
  let settings: [(name: String, value: String)]
  /// The command that repeats the run, if one is known.
  let reproduction: String?
  /// The model's summary.
  let summary: String
  /// When this start of the run began.
  let started: String

  /// What has become of the run.
  var state = State.running
  /// A sentence on the state.
  var note: String?
  /// When the page was written.
  var updated = ""
  /// The epochs that have ended, also those before the run was resumed.
  var epochs: [Epoch] = []
  /// The times of this start, by rank, to the last epoch's report or the end.
  var ranks: [RankTimes] = []
  /// The steps of this start.
  var stepCount = 0
  /// The newest checkpoint and its SHA-256, after the training.
  var checkpoint: (path: String, digest: String)?
  /// What the model makes of data that it was not trained with.
  var examination: Examination?

  /// The title.
  var title: String { "\(model) on \(data)" }

  /// Adds an epoch; one that was reported before the run was resumed is replaced.
  mutating func add(_ epoch: Epoch) {
    epochs.removeAll { $0.number >= epoch.number }
    epochs.append(epoch)
  }

  /// Adds the times of an epoch's steps.
  mutating func add(_ times: EpochTimes, stepCount: Int) {
    if ranks.count == times.ranks.count {
      for rank in ranks.indices { ranks[rank].add(times.ranks[rank]) }
    } else {
      ranks = times.ranks
    }
    self.stepCount += stepCount
  }
}

// MARK: - Data in the page

extension ReportContent {
  /// The tags around the data, which a resumed run looks for.
  static let dataStart = #"<script type="application/json" id="run-data">"#
  static let dataEnd = "</script>"

  private static let format = 1

  /// The run's numbers, as the page holds them for programs and for a resumed run.
  var json: JSON {
    var entries: [String: JSON] = [
      "format": .integer(Self.format), "model": .string(model), "data": .string(data),
      "state": .string(state.rawValue), "epochs": .array(epochs.map(\.json)),
      "ranks": .array(ranks.map(\.json)),
    ]
    if let checkpoint {
      entries["checkpoint"] = [
        "path": .string(checkpoint.path), "sha256": .string(checkpoint.digest),
      ]
    }
    if let examination { entries["examination"] = examination.json }
    return JSON.object(entries).finite
  }

  /// Returns the first epochs of a page; none for another file, or a page of another version.
  static func epochs(ofPage bytes: [UInt8], upTo count: Int) -> [Epoch] {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let start = text.range(of: dataStart),
      let end = text.range(of: dataEnd, in: start.upperBound),
      let json = try? JSON(parsing: Array(text[start.upperBound..<end.lowerBound].utf8)),
      json["format"]?.integerValue == format, let entries = json["epochs"]?.arrayValue
    else { return [] }
    return entries.compactMap(Epoch.init).filter { $0.number <= count }
  }
}

extension String {
  /// Returns the range of a text, from an index on.
  fileprivate func range(of text: String, in start: Index? = nil) -> Range<Index>? {
    self[(start ?? startIndex)...].firstRange(of: text)
  }
}

extension ReportContent.Epoch {
  fileprivate var json: JSON {
    [
      "epoch": .integer(number), "learningRate": .number(learningRate),
      "steps": .integer(stepCount), "seconds": .number(seconds),
      "names": .array(logs.entries.map { .string($0.name) }),
      "values": .array(logs.entries.map { .number($0.value) }),
    ]
  }

  fileprivate init?(_ json: JSON) {
    guard let number = json["epoch"]?.integerValue, number > 0,
      let names = json["names"]?.arrayValue, let values = json["values"]?.arrayValue,
      names.count == values.count
    else { return nil }
    self.init(
      number: number,
      logs: Logs(
        inOrder: zip(names, values).map { name, value in
          // What was not finite is null there.
          (name: name.stringValue ?? "", value: value.numberValue ?? .nan)
        }),
      learningRate: json["learningRate"]?.numberValue ?? .nan,
      stepCount: json["steps"]?.integerValue ?? 0, seconds: json["seconds"]?.numberValue ?? 0)
  }
}
