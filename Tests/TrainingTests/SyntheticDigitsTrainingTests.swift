import Datasets
import Engine
import Kernels
import Layers
import Testing
import Training

@Suite("training on the synthetic digits")
struct SyntheticDigitsTrainingTests {
  /// Shapes, not brightness: a linear model must not do, the tutorial's network must.
  @Test(
    "a linear model stays below 95 %, the tutorial's network reaches 97 %",
    arguments: [(hidden: 0, 0.5...0.95), (hidden: 512, 0.97...1)])
  func difficulty(hidden: Int, accuracies: ClosedRange<Double>) throws {
    FloatingPointMode.flushDenormals()
    let ((images, labels), (testImages, testLabels)) = try SyntheticDigits().load()
    let model = Sequential {
      Flatten(inputShape: [28, 28])
      if hidden > 0 { Dense(hidden, activation: .relu) }
      Dense(10, activation: .softmax)
    }
    try model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    try model.fit(images / 255, labels, epochs: 5, batchSize: 128, verbose: .silent)
    let result = try model.evaluate(testImages / 255, testLabels, verbose: .silent)
    let accuracy = try #require(result.metrics["accuracy"])
    #expect(
      accuracies.contains(accuracy), "accuracy \(accuracy) with \(hidden) hidden units")
  }
}
