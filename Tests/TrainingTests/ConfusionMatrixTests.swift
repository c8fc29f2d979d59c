import Engine
import Layers
import Testing

@testable import Training

@Suite("confusion matrix")
struct ConfusionMatrixTests {
  private static let outputs: [[Float]] = [
    [0.9, 0.05, 0.05], [0.2, 0.5, 0.3], [0.1, 0.8, 0.1], [0.4, 0.4, 0.2], [0, 0, 1], [0, 1, 0],
  ]
  private static let classes = [0, 0, 1, 1, 2, 2]

  private func matrix(
    _ outputs: [[Float]], _ classes: [Int], _ loss: (any Loss)? = nil
  ) -> ConfusionMatrix {
    ConfusionMatrix(
      outputs: OutputRows(outputs.flatMap(\.self), rowSize: outputs[0].count), classes: classes,
      scale: OutputScale(loss))
  }

  @Test func countsClassesAgainstPredictions() {
    let matrix = self.matrix(Self.outputs, Self.classes)
    #expect(matrix.counts == [[1, 1, 0], [1, 1, 0], [0, 1, 1]], "of equal outputs the first")
    #expect(matrix.undecided == [0, 0, 0])
    #expect(matrix.recall(0) == 0.5)
    #expect(matrix.precision(1) == 1.0 / 3)
    #expect(matrix.precision(2) == 1)
    #expect(matrix.f1(2) == 2.0 / 3)
    #expect(
      matrix.lines() == [
        "Rows are the samples' classes, columns what the model took them for.",
        "        0  1  2",
        "     0  1  1  0",
        "     1  1  1  0",
        "     2  0  1  1",
        "",
        "class  samples  precision  recall      F1  mostly confused with",
        "    0        2     0.5000  0.5000  0.5000  1 (1)",
        "    1        2     0.3333  0.5000  0.4000  0 (1)",
        "    2        2     1.0000  0.5000  0.6667  1 (1)",
      ])
  }

  @Test func doesNotPrintWhatMeansNothing() {
    let matrix = self.matrix([[1, 0, 0], [.nan, 0, 0], [1, 0, 0]], [0, 0, 1])
    #expect(matrix.undecided == [1, 0, 0])
    #expect(matrix.recall(0) == 0.5, "what is not a number is not right")
    #expect(matrix.recall(2) == nil)
    #expect(matrix.precision(1) == nil)
    #expect(matrix.f1(1) == nil)
    #expect(matrix.lines().contains("          0    1    2  NaN"), "\(matrix.lines())")
    #expect(matrix.lines().last == "    2        0          -       -       -")
  }

  @Test func takesOneOutputForTwoClasses() {
    let outputs: [[Float]] = [[0.7], [0.5], [-0.2]]
    #expect(matrix(outputs, [1, 1, 0]).counts == [[1, 0], [1, 1]])
    let logits = BinaryCrossentropy(fromLogits: true)
    #expect(matrix(outputs, [1, 1, 0], logits).counts == [[1, 0], [0, 2]])
  }

  @Test func showsManyClassesWithoutTheMatrix() {
    let outputs = (0..<26).map { index in (0..<26).map { $0 == index ? 1 : 0 as Float } }
    let matrix = self.matrix(outputs, Array(0..<26))
    #expect(matrix.lines().count == 27)
    #expect(matrix.lines().last == "   25        1     1.0000  1.0000  1.0000")
  }

  @Test func namesTheClassesOfATable() {
    let matrix = self.matrix([[1, 0], [1, 0], [0, 1]], [0, 1, 1])
    #expect(
      matrix.lines(names: ["setosa", "virginica"]).suffix(3) == [
        "      class  samples  precision  recall      F1  mostly confused with",
        "   0 setosa        1     0.5000  1.0000  0.6667",
        "1 virginica        2     1.0000  0.5000  0.6667  0 setosa (1)",
      ])
  }
}
