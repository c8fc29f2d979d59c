import Engine
import Layers
import ModelTestSupport
import Testing

@Suite("TopKCategoricalAccuracy")
struct TopKCategoricalAccuracyTests {
  private func hits(_ k: Int, _ outputs: [Float], class label: Int) throws -> Double {
    let oneHot = try MetricProbe(
      [.topKCategoricalAccuracy(k: k)], [outputs], .classes([label]), .oneHot)
    let integer = try MetricProbe(
      [.sparseTopKCategoricalAccuracy(k: k)], [outputs], .classes([label]), .integer,
      loss: SparseCategoricalCrossentropy(fromLogits: true))
    #expect(oneHot.values == integer.values, "one-hot and integer labels")
    return oneHot.values[0][0]
  }

  @Test func hitsAmongTheLargest() throws {
    let outputs: [Float] = [0.1, 0.4, 0.3, 0.2]
    for (label, rank) in [(0, 4), (1, 1), (2, 2), (3, 3)] {
      for k in 1...4 {
        #expect(try hits(k, outputs, class: label) == (rank <= k ? 1 : 0), "class \(label), k \(k)")
      }
    }
  }

  /// Only strictly larger outputs are in the way: the first of equals has no privilege.
  @Test func countsTiesAsHits() throws {
    for label in 0..<3 { #expect(try hits(1, [0.5, 0.5, 0.5], class: label) == 1) }
    #expect(try hits(1, [0.5, 0.5, 0.6], class: 1) == 0)
    #expect(try hits(2, [0.5, 0.5, 0.6], class: 1) == 1)
  }

  @Test func alwaysHitsWithMoreThanAllClasses() throws {
    #expect(try hits(4, [3, 2, 1], class: 2) == 1)
    #expect(try hits(1_000, [3, 2, 1], class: 2) == 1)
  }

  /// A row with NaN has no largest outputs.
  @Test(arguments: [0, 1, 2])
  func missesARowWithNaN(index: Int) throws {
    var outputs: [Float] = [3, 2, 1]
    outputs[index] = .nan
    for k in [1, 2, 5] { #expect(try hits(k, outputs, class: 0) == 0, "k \(k)") }
  }

  @Test func hasKerasNamesAndDefault() {
    #expect(TopKCategoricalAccuracy().k == 5)
    #expect(TopKCategoricalAccuracy().name == "top_k_categorical_accuracy")
    #expect(SparseTopKCategoricalAccuracy().k == 5)
    #expect(SparseTopKCategoricalAccuracy().name == "sparse_top_k_categorical_accuracy")
  }

  @Test func refusesWhatDoesNotFit() {
    #expect(
      throws: ModelError.metric(
        "top_k_categorical_accuracy", expected: "a k from 1 up", found: "0")
    ) { try MetricProbe([.topKCategoricalAccuracy(k: 0)], [[1, 2]], .classes([1]), .oneHot) }
    #expect(
      throws: ModelError.metric(
        "top_k_categorical_accuracy", expected: "one-hot labels",
        found: "integer labels, which sparse_top_k_categorical_accuracy takes")
    ) { try MetricProbe([.topKCategoricalAccuracy()], [[1, 2]], .classes([1]), .integer) }
    #expect(
      throws: ModelError.metric(
        "sparse_top_k_categorical_accuracy", expected: "integer labels",
        found: "one-hot labels, which top_k_categorical_accuracy takes")
    ) { try MetricProbe([.sparseTopKCategoricalAccuracy()], [[1, 2]], .classes([1]), .oneHot) }
  }
}
