import Datasets

/// Data to train on, and data that are evaluated after each epoch.
package struct TrainingParts {
  package var train: TrainingData
  package var validation: TrainingData?

  /// All data to train on, or all but the last fraction of them.
  ///
  /// - Throws: `ValidationSplitError` for a fraction outside 0..<1, and
  ///   `TrainingError.invalidValue` where both a fraction and other data are asked for.
  package init(_ data: TrainingData, validation: TrainingData?, split: Double) throws {
    train = data
    self.validation = validation
    guard split != 0 else { return }
    guard validation == nil else {
      throw TrainingError.invalidValue(
        of: "validationSplit", expected: "0 beside validationData", found: "\(split)")
    }
    let count = data.count
    // Arrays of other lengths are an error of their own, which names them.
    guard data.samples.allSatisfy({ $0.count == count }),
      data.labels.allSatisfy({ $0.count == count }), (data.weights?.count ?? count) == count
    else { return }
    let end = try splitIndex(count: count, validationSplit: split)
    train = data[0..<end]
    self.validation = data[end..<count]
  }
}
