import Datasets
import Engine
import FileFormats
import Foundation
import Layers
import Parallel
import Training

/// `--standardize`: a normalization of a model's inputs by the training samples.
struct InputStandardizing {
  let model: Model
  /// The model's name on the command line.
  let name: String
  /// The name of the data.
  let data: String
  /// Whether only warnings are written.
  let isSilent: Bool
  let group: ProcessGroup

  /// - Throws: `TrainingError.invalidValue` for a model that scales its inputs itself; a
  ///   `Normalization` that was not adapted yet is adapted instead.
  func checkTakesRawInputs() throws {
    let first: (any Layer)? =
      if model.isBuilt {
        try model.graph().firstScaling?.layer
      } else {
        try model.layers.first { !($0 is Flatten || $0 is Reshape) }
      }
    guard let first, first is Normalization || first is Rescaling else { return }
    if let own = first as? Normalization, own.isUnadapted, !own.invert { return }
    throw TrainingError.invalidValue(
      of: "--standardize", expected: "a model that takes its inputs as they are",
      found: "given beside \(name), which begins with a \(first.className)")
  }

  /// The model behind a normalization by the training samples: its own, or one put in front.
  ///
  /// Rows have a mean and a variance for each feature, images for each channel; images without
  /// channels, or that the model takes as rows, have one of each.
  ///
  /// - Parameters:
  ///   - train: The training samples, in the shape of the model's input.
  ///   - shape: The samples' shape in their file.
  /// - Returns: The model to train.
  /// - Throws: `TrainingError` for a model that scales its inputs, or samples without a mean or a
  ///   variance; `DataFileError` for a deviation that is too small to divide by; `ModelError`.
  func model(fitting train: TrainingData, _ shape: [Int]) throws -> Model {
    try checkTakesRawInputs()
    let samples = train.samples[0]
    if let call = try model.graph().firstScaling, let own = call.layer as? Normalization {
      try adapt(own, to: samples.reshaped(to: call.inputShapes[0].dimensions), of: train)
      return model
    }
    let areFeatures = shape.count == 1 && samples.shape.count == 1
    let normalization = Normalization(
      axis: areFeatures || samples.shape.count == 3 ? [-1] : [], inputShape: Shape(samples.shape))
    try adapt(normalization, to: samples, of: train)
    return try model.standardized(by: normalization)
  }

  /// Warns of a normalization that does nothing, for want of the numbers of any data.
  func warnOfUnadapted() throws {
    for call in try model.graph().calls {
      guard let layer = call.layer as? Normalization, layer.isUnadapted else { continue }
      Warnings.write(
        "\(name): layer \(call.name) (Normalization) was adapted to no data: its mean is 0 and its "
          + "variance 1; give --standardize, or --initial-weights with those of a training")
    }
  }
}

extension InputStandardizing {
  private func adapt(
    _ normalization: Normalization, to samples: Samples, of train: TrainingData
  ) throws {
    try normalization.adapt(samples, on: group)
    let variances = normalization.weights[1].values
    if group.isFirst, !isSilent {
      print(
        "Inputs are standardized: \(variances.count == 1 ? "one mean" : "\(variances.count) means") "
          + "of \(train.count) training samples")
    }
    let small = variances.indices.filter {
      variances[$0].squareRoot() < Normalization.leastDeviation
    }
    guard !small.isEmpty else { return }
    let names = train.labels[0].columns?.features
    _ = try group.fromFirst {
      let pattern = normalization.statistics(of: Shape(samples.shape))
      let constant = try constants(among: small, of: samples, pattern, names)
      report(constant, names)
      return []
    }
  }

  /// The features, among those of little deviation, that have one value in all samples.
  ///
  /// - Throws: `DataFileError` for one that is not constant.
  private func constants(
    among features: [Int], of samples: Samples, _ pattern: StatisticPattern, _ names: [String]?
  ) throws -> [Int] {
    var ranges = [ClosedRange<Float>?](repeating: nil, count: pattern.count)
    unsafe samples.forEachRow { _, row in
      var element = 0
      for position in row.indices {
        let value = unsafe row[position]
        let feature = pattern.indices[element]
        let range = ranges[feature] ?? value...value
        ranges[feature] = min(range.lowerBound, value)...max(range.upperBound, value)
        element = element + 1 == pattern.indices.count ? 0 : element + 1
      }
    }
    let varying = features.first { ranges[$0].map { $0.lowerBound < $0.upperBound } ?? false }
    guard let varying else { return features }
    let moments = SampleMoments(of: samples, groups: pattern.indices, count: pattern.count)
    let deviation = moments?.variances[varying].squareRoot() ?? 0
    throw DataFileError(
      path: data,
      place: names.map { "column \"\($0[varying].onOneLine(limit: 60))\"" } ?? "feature \(varying)",
      found: "a deviation of \(String(format: "%.3g", deviation))",
      expected: "\(Normalization.leastDeviation) at least, as --standardize divides by no less; "
        + "multiply these numbers so that they are near 1")
  }

  /// Says which features are constant.
  private func report(_ constants: [Int], _ names: [String]?) {
    let list = constants.prefix(10).map { names?[$0].onOneLine(limit: 40) ?? "\($0)" }
    Warnings.write(
      "constant in the training samples, so they become 0: "
        + (names == nil ? "features " : "columns ") + list.joined(separator: ", ")
        + (constants.count > 10 ? " and \(constants.count - 10) others" : ""))
  }
}
