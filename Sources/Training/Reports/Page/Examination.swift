import Datasets
import Engine
import FileFormats
import Layers

/// What a model makes of data that it was not trained with.
struct Examination {
  /// A sample that the model is wrong about.
  struct Mistake {
    /// The sample's index in the data.
    let index: Int
    /// The sample as a picture, if it is an image.
    let picture: SamplePicture?
    /// The sample's first numbers, if it is none.
    let numbers: [Float]
    /// What the sample's label says.
    let actual: String
    /// What the model takes it for.
    let taken: String
  }

  /// The data: `the test set`.
  let name: String
  /// The number of samples.
  let sampleCount: Int
  /// Losses and metrics.
  let results: Scores.Means
  /// Which classes were taken for which; nil for labels that are no classes.
  private(set) var matrix: ConfusionMatrix?
  /// The texts of the classes, if they have any.
  private(set) var classNames: [String]?
  /// The worst mistakes, the worst first.
  private(set) var mistakes: [Mistake] = []

  /// The most mistakes that are shown.
  private static let mistakeLimit = 12
  /// The most numbers of a sample that are shown.
  private static let numberLimit = 8

  /// Examines a model; one of several inputs or outputs only by its results.
  ///
  /// - Parameters:
  ///   - model: The model, of which the calling rank has all weights.
  ///   - data: The data.
  ///   - pictures: The same samples in the shape in which they are shown.
  ///   - name: What the data are called.
  ///   - results: Losses and metrics on the data.
  /// - Throws: The errors of `predict`.
  init(
    of model: Model, on data: TrainingData, pictures: Samples, name: String, results: Scores.Means
  ) throws {
    (self.name, self.results) = (name, results)
    sampleCount = data.count
    guard data.samples.count == 1, data.labels.count == 1 else { return }
    let labels = data.labels[0]
    let outputs = try model.rows(predicting: data.samples)[0]
    let scale = OutputScale(model.compilation?.objective.losses.first)
    guard labels.areClasses else {
      findErrors(outputs, labels, pictures)
      return
    }
    classNames = labels.classNames
    let classes = (0..<labels.count).map { labels[$0] }
    matrix = ConfusionMatrix(outputs: outputs, classes: classes, scale: scale)
    findMistakes(outputs, scale, classes, pictures)
  }

  /// The text of a class.
  func text(ofClass index: Int) -> String {
    guard let classNames, classNames.indices.contains(index) else { return "\(index)" }
    return classNames[index]
  }

  private mutating func findMistakes(
    _ outputs: OutputRows, _ scale: OutputScale, _ classes: [Int], _ pictures: Samples
  ) {
    var wrong: [(index: Int, taken: Int, margin: Double)] = []
    for (index, (output, actual)) in zip(outputs, classes).enumerated() {
      guard let taken = scale.predictedClass(output), taken != actual else { continue }
      let shares = scale.shares(output)
      guard shares.indices.contains(actual) else { continue }
      wrong.append((index, taken, shares[taken] - shares[actual]))
    }
    func described(_ index: Int, _ label: Int) -> String {
      let share = scale.shares(outputs[index])[label]
      let number = scale.isShare ? "\(ChartAxis.text(share * 100)) %" : ChartAxis.text(share)
      return "\(text(ofClass: label)) (\(number))"
    }
    wrong.sort { ($1.margin, $0.index) < ($0.margin, $1.index) }
    mistakes = wrong.prefix(Self.mistakeLimit).map { index, taken, _ in
      mistake(
        index, pictures, actual: described(index, classes[index]), taken: described(index, taken))
    }
  }

  /// Finds the samples with the greatest squared errors.
  private mutating func findErrors(_ outputs: OutputRows, _ labels: Labels, _ pictures: Samples) {
    let errors = outputs.enumerated().map { index, output -> (index: Int, error: Double) in
      let squares = zip(output, labels.values(at: index)).map { found, expected in
        (Double(found) - Double(expected)) * (Double(found) - Double(expected))
      }
      return (index, squares.reduce(0, +))
    }.filter { $0.error > 0 }.sorted { ($1.error, $0.index) < ($0.error, $1.index) }
    func list(_ values: some Collection<Float>) -> String {
      values.prefix(Self.numberLimit).map { ChartAxis.text(Double($0)) }.joined(separator: ", ")
        + (values.count > Self.numberLimit ? ", ..." : "")
    }
    mistakes = errors.prefix(Self.mistakeLimit).map { index, _ in
      mistake(
        index, pictures, actual: list(labels.values(at: index)), taken: list(outputs[index]))
    }
  }

  private func mistake(
    _ index: Int, _ pictures: Samples, actual: String, taken: String
  ) -> Mistake {
    let sample = pictures[index]
    let picture = SamplePicture(sample, shape: pictures.shape)
    return Mistake(
      index: index, picture: picture,
      numbers: picture == nil ? Array(sample.prefix(Self.numberLimit)) : [], actual: actual,
      taken: taken)
  }

  /// The results for programs; and of the counts of classes those that are not 0, each as the
  /// samples' class, the class that they were taken for, and their number.
  var json: JSON {
    [
      "data": .string(name), "samples": .integer(sampleCount),
      "names": .array(results.map { .string($0.name) }),
      "values": .array(results.map { .number($0.value) }),
      "confusion": matrix.map(\.json) ?? .null,
      "mistakes": .array(mistakes.map { .integer($0.index) }),
    ]
  }
}

extension ConfusionMatrix {
  /// The cells that are not 0: most are where there are many classes.
  fileprivate var json: JSON {
    .array(
      counts.indices.flatMap { actual in
        counts[actual].enumerated().filter { $0.element > 0 }.map { taken, count in
          [.integer(actual), .integer(taken), .integer(count)]
        }
      })
  }
}
