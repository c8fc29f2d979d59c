import Foundation
import Lockstep
import Testing

@Suite(
  "MNIST itself",
  .enabled(
    if: ProcessInfo.processInfo.environment["MNIST_DIR"] != nil, "MNIST_DIR is not set"))
struct MNISTTrainingTests {
  /// The first labels of the file are 5, 0, 4, 1.
  @Test("has 60,000 and 10,000 images, and a one as its fourth")
  func load() throws {
    let ((images, labels), (testImages, testLabels)) = try MNIST.load(on: .solo)
    #expect(labels[3] == 1)
    #expect((images.count, labels.count) == (60_000, 60_000))
    #expect((testImages.count, testLabels.count) == (10_000, 10_000))
    #expect(images.shape == [28, 28])
  }
}
