import Engine
import Layers
import ModelTestSupport
import Testing

@Suite("Accuracy")
struct AccuracyTests {
  /// As Keras resolves the word: by the output's last size and the labels', never by the loss.
  @Test(
    arguments: [
      ([1], .dense, "BinaryAccuracy"), ([1], .integer, "BinaryAccuracy"),
      ([1], .oneHot, "BinaryAccuracy"), ([3, 1], .dense, "BinaryAccuracy"),
      ([10], .integer, "SparseCategoricalAccuracy"), ([10], .oneHot, "CategoricalAccuracy"),
      ([10], .dense, "CategoricalAccuracy"), ([2], .dense, "CategoricalAccuracy"),
    ] as [(Shape, LabelKind, String)])
  func isResolvedByShapes(output: Shape, labels: LabelKind, className: String) {
    #expect(Accuracy().resolved(for: output, labels: labels).className == className)
    #expect(Accuracy().name == "accuracy")
  }

  @Test func countsOneOutputAsBinary() throws {
    let probe = try MetricProbe(
      [.accuracy], [[0.4], [0.6], [0.6], [0.5]], .values([0, 0, 1, 1]), .dense,
      loss: BinaryCrossentropy())
    #expect(probe.values == [[1], [0], [1], [0]])
  }

  @Test func countsClassesForManyOutputs() throws {
    let outputs: [[Float]] = [[0.1, 0.9], [0.9, 0.1], [0.5, 0.5]]
    for labels in [LabelKind.oneHot, .integer] {
      let probe = try MetricProbe([.accuracy], outputs, .classes([1, 1, 0]), labels)
      #expect(probe.values == [[1], [0], [1]], "\(labels)")
    }
  }
}
