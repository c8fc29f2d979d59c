import Engine
import Layers
import ModelTestSupport
import Testing

@Suite("CategoricalAccuracy")
struct CategoricalAccuracyTests {
  /// The first of the largest outputs is the answer, the first of the largest labels the question.
  @Test func takesTheFirstOfEquals() throws {
    let outputs: [[Float]] = [[0.4, 0.4, 0.2], [0.4, 0.4, 0.2], [0, 0, 0], [0.1, 0.5, 0.4]]
    let probe = try MetricProbe(
      [.categoricalAccuracy], outputs, .values([1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0.5, 0.5]), .dense)
    #expect(probe.values == [[1], [0], [0], [1]])
    let sparse = try MetricProbe(
      [.sparseCategoricalAccuracy], outputs, .classes([0, 1, 1, 1]), .integer,
      loss: SparseCategoricalCrossentropy())
    #expect(sparse.values == [[1], [0], [0], [1]])
  }

  /// NaN is nobody's answer, wherever it stands; nothing else is no answer.
  @Test func leavesNaNOut() throws {
    let outputs: [[Float]] = [
      [.nan, 1, 2], [1, .nan, 2], [2, 1, .nan], [.nan, .nan, 0], [.nan, -.infinity, 1],
      [.nan, .nan, .nan],
    ]
    let probe = try MetricProbe(
      [.sparseCategoricalAccuracy], outputs, .classes([2, 2, 0, 2, 2, 0]), .integer)
    #expect(probe.values == [[1], [1], [1], [1], [1], [0]])
  }

  @Test func names() {
    #expect(CategoricalAccuracy().name == "categorical_accuracy")
    #expect(SparseCategoricalAccuracy().name == "sparse_categorical_accuracy")
  }

  @Test func refusesLabelsOfTheOtherKind() {
    #expect(
      throws: ModelError.metric(
        "categorical_accuracy", expected: "one-hot labels",
        found: "integer labels, which sparse_categorical_accuracy takes")
    ) { try MetricProbe([.categoricalAccuracy], [[0, 1]], .classes([1]), .integer) }
    #expect(
      throws: ModelError.metric(
        "sparse_categorical_accuracy", expected: "integer labels",
        found: "one-hot labels, which categorical_accuracy takes")
    ) { try MetricProbe([.sparseCategoricalAccuracy], [[0, 1]], .classes([1]), .oneHot) }
  }
}
