public import Datasets
import Engine
public import Layers

extension Model {
  /// Returns the model's output for each sample, computed by the calling rank only; the model need
  /// not be compiled.
  ///
  /// Source: Keras 3, `Model.predict`.
  ///
  /// - Parameters:
  ///   - x: The samples, of the model's input shape.
  ///   - batchSize: The number of samples of one step of the progress bar; the result does not
  ///     depend on it.
  ///   - verbose: The output; none by default.
  /// - Returns: The elements of each sample's output, row-major.
  /// - Throws: `ModelError`, or `TrainingError.shape` when the samples have another shape.
  public func predict(
    _ x: Samples, batchSize: Int = 32, verbose: Verbosity = .silent
  ) throws -> [[Float]] {
    try rows(predicting: [x], batchSize: batchSize, verbose: verbose)[0].map { Array($0) }
  }

  /// Returns each output of the model for each sample; `x` has an array for each input; see the
  /// other `predict`.
  public func predict(
    _ x: [Samples], batchSize: Int = 32, verbose: Verbosity = .silent
  ) throws -> [[[Float]]] {
    try rows(predicting: x, batchSize: batchSize, verbose: verbose).map { output in
      output.map { Array($0) }
    }
  }

  /// Not available: numbers alone do not say which of them are one sample.
  @available(*, unavailable, message: "give an array of samples, [[...]] for one")
  public func predict(
    _ numbers: [Float], batchSize: Int = 32, verbose: Verbosity = .silent
  ) throws -> [[Float]] { [] }

  /// Returns each output of the model for each sample; see `predict`.
  ///
  /// - Throws: `ModelError`, or `TrainingError.shape` when the samples have another shape.
  package func rows(
    predicting x: [Samples], batchSize: Int = 32, verbose: Verbosity = .silent
  ) throws -> [OutputRows] {
    try TrainingOptions.check(batchSize: batchSize)
    try checkViews(x)
    return try PredictionProgram(self).rows(x, batchSize: batchSize, verbose: verbose)
  }

  /// Returns the model's output for samples of one input, given as rows; see the first `predict`.
  ///
  /// Each row has the elements of one sample, row-major, for an input of any shape. A model whose
  /// input has no shape yet takes samples of one axis, as long as the rows.
  public func predict(
    _ rows: [[Float]], batchSize: Int = 32, verbose: Verbosity = .silent
  ) throws -> [[Float]] {
    let size = rows.first?.count ?? 0
    guard let shape = try isBuilt ? inputShapes().first : [size] else { throw ModelError.empty }
    guard isBuilt || size > 0 else {
      throw TrainingError.invalidValue(
        of: "the number of elements of a sample",
        expected: "at least 1, which gives the model its input's shape", found: "0")
    }
    for row in rows where row.count != shape.elementCount {
      throw TrainingError.shape(found: [row.count], expected: shape.dimensions)
    }
    return try predict(
      Samples(values: rows.flatMap { $0 }, shape: shape.dimensions), batchSize: batchSize,
      verbose: verbose)
  }
}
