import Datasets
import FileFormats
import Foundation
import TestSupport
import Testing

@Suite("MNIST")
struct MNISTTests {
  private static let names = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
  ]

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Three images of 2 by 2 to train with, the last one compressed; one to test with.
  private func writeFiles(trainLabels: [UInt8] = [7, 0, 9], testShape: [Int] = [2, 2]) throws {
    _ = try folder.write(Self.names[0], idx([3, 2, 2], Array(0..<12)))
    _ = try folder.write(Self.names[1], idx([trainLabels.count], trainLabels))
    _ = try folder.write(
      Self.names[2] + ".gz", gzipMember(idx([1] + testShape, [20, 21, 22, 23])))
    _ = try folder.write(Self.names[3] + ".gz", gzipMember(idx([1], [5])))
  }

  @Test func loadsTheFourFiles() throws {
    try writeFiles()
    let ((trainImages, trainLabels), (testImages, testLabels)) =
      try MNIST.load(from: folder.url.path)
    #expect(trainImages.count == 3)
    #expect(trainImages.shape == [2, 2])
    #expect(trainImages[2] == [8, 9, 10, 11])
    #expect((0..<3).map { trainLabels[$0] } == [7, 0, 9])
    #expect(testImages.count == 1)
    #expect(testImages[0] == [20, 21, 22, 23])
    #expect(testLabels[0] == 5)
    #expect((trainImages.reshaped(to: [3, 4]) / 255)[0] == [0, 1, 2, 3].map { $0 / 255 })
  }

  @Test func loadsTheTestImagesAlone() throws {
    try writeFiles()
    let images = try MNIST.testImages(from: folder.url.path)
    #expect(images.count == 1 && images.shape == [2, 2] && images.areBytes)
    #expect(images[0] == [20, 21, 22, 23])
  }

  @Test func knowsSizesFromTheHeadersAlone() throws {
    try writeFiles()
    let files = try MNIST.locate(data: folder.url.path, environment: [:])
    #expect(
      try files.sizes()
        == ImageLayout(trainCount: 3, testCount: 1, imageShape: [2, 2], classCount: 10))
  }

  @Test func looksWhereItIsToldBeforeTheEnvironment() throws {
    try writeFiles()
    let path = folder.url.path
    let told = try MNIST.locate(data: path, environment: ["MNIST_DIR": "/nowhere"])
    #expect(told.trainImages == "\(path)/\(Self.names[0])")
    #expect(told.testLabels == "\(path)/\(Self.names[3]).gz")
    #expect(try MNIST.locate(data: nil, environment: ["MNIST_DIR": path]) == told)
  }

  @Test(arguments: [[:], ["MNIST_DIR": ""]])
  func looksInTheDataDirectoryAtLast(environment: [String: String]) throws {
    let directory = folder.url.appendingPathComponent("data/mnist")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    for name in Self.names { try Data([0]).write(to: directory.appendingPathComponent(name)) }
    let files = try MNIST.locate(
      data: nil, environment: environment, workingDirectory: folder.url.path)
    #expect(files.testImages == directory.appendingPathComponent(Self.names[2]).path)
  }

  @Test func saysWhereItLookedAndWhatToType() {
    let advice = "fetch the data with scripts/fetch-mnist"
    let missing = "found neither \(Self.names[0]) nor \(Self.names[0]).gz"
    func message(data: String?, _ environment: [String: String]) -> String? {
      let error = #expect(throws: MNISTError.self) {
        try MNIST.locate(data: data, environment: environment, workingDirectory: "/nowhere")
      }
      return error?.description
    }
    #expect(
      message(data: "/a", ["MNIST_DIR": "/b"])
        == "/a: \(missing) in the directory asked for, which is not there; \(advice)")
    #expect(
      message(data: nil, ["MNIST_DIR": "/b"])
        == "/b: \(missing) in the directory of $MNIST_DIR; \(advice)")
    #expect(
      message(data: nil, [:])
        == "/nowhere/data/mnist: \(missing), and neither an argument nor $MNIST_DIR names another "
        + "directory; \(advice)")
  }

  @Test func refusesCountsThatDiffer() throws {
    try writeFiles(trainLabels: [1, 2])
    let path = folder.path(Self.names[1])
    let error = #expect(throws: IDXError.self) { try MNIST.load(from: folder.url.path) }
    #expect(
      error?.description
        == "\(path): found 2 items, expected 3 as in the file that goes with it")
  }

  @Test func refusesImageSizesThatDiffer() throws {
    try writeFiles(testShape: [1, 4])
    let error = #expect(throws: IDXError.self) { try MNIST.load(from: folder.url.path) }
    #expect(
      error
        == .shapeMismatch(
          path: folder.path(Self.names[2] + ".gz"), found: [1, 4], expected: [2, 2]))
  }

  @Test(arguments: [UInt8(46), 255])
  func countsTheClassesOfOtherSets(largest: UInt8) throws {
    try writeFiles(trainLabels: [1, largest, 2])
    let files = try MNIST.locate(data: folder.url.path, environment: [:])
    #expect(try files.sizes().classCount == Int(largest) + 1)
    #expect(try files.load().train.labels[1] == Int(largest))
  }

  @Test func takesImagesWithChannels() throws {
    try writeFiles()
    _ = try folder.write(Self.names[0], idx([3, 2, 1, 2], Array(0..<12)))
    _ = try folder.write(Self.names[2] + ".gz", gzipMember(idx([1, 2, 1, 2], [1, 2, 3, 4])))
    #expect(try MNIST.load(from: folder.url.path).train.images.shape == [2, 1, 2])
  }

  /// The files may have been replaced since the sizes were asked for.
  @Test func refusesARegionThatBecameTooSmall() throws {
    try writeFiles()
    let files = try MNIST.locate(data: folder.url.path, environment: [:])
    var region = [UInt8](repeating: 0, count: try files.sizes().byteCount - 1)
    #expect(throws: IDXError.changed(path: files.trainImages)) {
      try unsafe region.withUnsafeMutableBytes { try unsafe files.read(into: $0) }
    }
  }

  /// The real files, if they are there.
  ///
  /// The checksums, by Python's `zlib.crc32`, are those of the elements behind the headers.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["MNIST_DIR"] != nil, "MNIST_DIR is unset"))
  func loadsTheRealData() throws {
    let files = try MNIST.locate(data: nil, environment: ProcessInfo.processInfo.environment)
    let layout = try files.sizes()
    #expect(layout.trainCount == 60_000)
    #expect(layout.testCount == 10_000)
    #expect(layout.imageShape == [28, 28])
    var region = [UInt8](repeating: 0, count: layout.byteCount)
    try unsafe region.withUnsafeMutableBytes { try unsafe files.read(into: $0) }
    let checksums = [
      layout.trainImages, layout.trainLabels, layout.testImages, layout.testLabels,
    ].map { CRC32(Array(region[$0])).hexadecimal }
    #expect(checksums == ["f3639b56", "ba07e8ef", "e4ca5f57", "ee8604d9"])
    let (train, test) = try MNIST.load()
    #expect((0..<10).map { train.labels[$0] } == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect((0..<10).map { test.labels[$0] } == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
  }
}
