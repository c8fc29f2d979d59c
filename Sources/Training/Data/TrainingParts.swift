import Datasets

/// Training data, and validation data that are evaluated after each epoch.
package struct TrainingParts {
  package var train: TrainingData
  package var validation: TrainingData?

  /// Creates the parts: all data for training, or all but the last fraction.
  ///
  /// - Throws: `ValidationSplitError` for a fraction outside 0..<1, and
  ///   `TrainingError.invalidValue` when both a fraction and validation data are given.
  package init(_ data: TrainingData, validation: TrainingData?, split: Double) throws {
    train = data
    self.validation = validation
    guard split != 0 else { return }
    guard validation == nil else {
      throw TrainingError.invalidValue(
        of: "validationSplit", expected: "0 beside validationData", found: "\(split)")
    }
    let count = data.count
    // Arrays of different lengths are refused later, with their own error.
    guard data.samples.allSatisfy({ $0.count == count }),
      data.labels.allSatisfy({ $0.count == count }), (data.weights?.count ?? count) == count
    else { return }
    let end = try splitIndex(count: count, validationSplit: split)
    train = data[0..<end]
    self.validation = data[end..<count]
  }
}
