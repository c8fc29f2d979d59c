public import Datasets
import Engine
public import Layers
public import Parallel

extension Model {
  /// Trains on all samples as one batch, with one update; collective over the group.
  ///
  /// Source: Keras 3, `Model.train_on_batch`.
  ///
  /// - Returns: Loss and metrics before the update, the same on every rank.
  /// - Throws: The errors of `fit`.
  @discardableResult
  public func trainOnBatch(
    _ x: Samples, _ y: Labels, sampleWeight: [Float]? = nil, classWeight: [Int: Float]? = nil,
    options: RunOptions = RunOptions(), on group: ProcessGroup = .solo
  ) throws -> Evaluation {
    let history = try fit(
      x, y, epochs: 1, batchSize: max(x.count, 1), shuffle: false, classWeight: classWeight,
      sampleWeight: sampleWeight, verbose: .silent, options: options, on: group)
    let names = try Evaluator(graph(), compiled(), labels: [y.kind]).scores.names
    let values = names.map { (name: $0, value: history[$0].last ?? .nan) }
    return (values[0].value, Logs(inOrder: Array(values.dropFirst())))
  }

  /// Computes loss and metrics of the samples; collective over the group.
  ///
  /// Source: Keras 3, `Model.test_on_batch`.
  ///
  /// - Throws: The errors of `evaluate`.
  @discardableResult
  public func testOnBatch(
    _ x: Samples, _ y: Labels, sampleWeight: [Float]? = nil, on group: ProcessGroup = .solo
  ) throws -> Evaluation {
    try evaluate(
      x, y, batchSize: max(x.count, 1), sampleWeight: sampleWeight, verbose: .silent, on: group)
  }

  /// Returns the model's output for each sample, like `predict`: Keras's name for one batch.
  ///
  /// - Throws: The errors of `predict`.
  public func predictOnBatch(_ x: Samples) throws -> [[Float]] { try predict(x) }

  /// Returns the settings of `compile`.
  ///
  /// - Throws: `ModelError.notCompiled`.
  private func compiled() throws(ModelError) -> Compilation {
    guard let compilation else { throw .notCompiled }
    return compilation
  }
}
