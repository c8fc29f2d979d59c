import Foundation
import Lockstep
import TestSupport
import Testing

@Suite("DataSource")
struct DataSourceTests {
  @Test("is the word digits, else a folder, else MNIST's usual places")
  func words() {
    #expect(DataSource("digits") == .digits)
    #expect(DataSource("moons") == .moons)
    #expect(DataSource("counts") == .counts)
    #expect(
      DataSource.names.allSatisfy { DataSource($0).label != nil }, "every word is built-in data")
    #expect(DataSource("./digits") == .mnist(directory: "./digits"))
    #expect(DataSource(nil) == .mnist(directory: nil))
  }

  @Test("labels what is not MNIST")
  func labels() {
    #expect(DataSource.digits.label == "synthetic digits")
    #expect(DataSource.digits.name == "synthetic digits")
    #expect(DataSource.mnist(directory: "anywhere").label == nil)
    #expect(DataSource.mnist(directory: "anywhere").name == "MNIST")
  }

  @Test("loads the digits, the same at every call")
  func digits() throws {
    let first = try DataSource.digits.load(on: .solo)
    let second = try DataSource.digits.load(on: .solo)
    #expect(first.train.samples.shape == [28, 28] && first.train.samples.areBytes)
    func fingerprint(_ part: (samples: Samples, labels: Labels)) -> String {
      TrainingData([part.samples], [part.labels]).fingerprint
    }
    #expect(fingerprint(first.train) == fingerprint(second.train))
    #expect(fingerprint(first.test) != fingerprint(first.train))
  }

  @Test("loads data that are no images as they are")
  func others() throws {
    let moons = try DataSource.moons.load(on: .solo)
    #expect(moons.train.samples.shape == [2] && moons.train.labels.encoding == .integer)
    #expect(DataSource.moons.hasClasses == true && !moons.train.samples.areBytes)
    let counts = try DataSource.counts.load(on: .solo)
    #expect(counts.test.samples.shape == [4] && counts.test.labels.encoding == .dense(shape: [1]))
    #expect(DataSource.counts.hasClasses == false)
  }

  @Test("without files says where it looked")
  func missing() throws {
    try withTemporaryDirectory { folder in
      let error = #expect(throws: MNISTError.self) {
        try DataSource.mnist(directory: folder.path).load(on: .solo)
      }
      #expect(error?.directory == folder.path)
      let report = ErrorReport(describing: try #require(error))
      #expect(report.exitCode == 66)
    }
  }

  /// The first labels of the file are 5, 0, 4, 1.
  @Test(
    "loads MNIST itself: 60,000 and 10,000 images, the fourth a one",
    .enabled(
      if: ProcessInfo.processInfo.environment["MNIST_DIR"] != nil, "MNIST_DIR is not set"))
  func mnist() throws {
    let ((images, labels), (testImages, testLabels)) = try MNIST.load(on: .solo)
    #expect(labels[3] == 1)
    #expect((images.count, labels.count) == (60_000, 60_000))
    #expect((testImages.count, testLabels.count) == (10_000, 10_000))
    #expect(images.shape == [28, 28])
  }
}
