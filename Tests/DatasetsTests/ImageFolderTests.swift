import Datasets
import FileFormats
import Foundation
import TestSupport
import Testing

/// Folders of images by class.
@Suite("ImageFolder")
struct ImageFolderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Writes a grey image of four by four pixels of one value.
  private func write(_ name: String, _ value: UInt8, side: Int = 4) throws {
    let row = [0] + [UInt8](repeating: value, count: side)
    try write(name, PNGFile(side, side, type: 0, (0..<side).flatMap { _ in row }).file)
  }

  private func write(_ name: String, _ file: [UInt8]) throws {
    let url = folder.url.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(file).write(to: url)
  }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: name), withIntermediateDirectories: true)
  }

  private func load(
    _ name: String = "", _ options: ImageOptions = ImageOptions()
  ) throws -> SampleSplit {
    let data = try DataFiles.open(folder.url.path + "/" + name, images: options)
    let count = data.layout.regionByteCount
    let region = try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      try unsafe data.read(
        into: UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
      filled = count
    }
    return try data.layout.split(region: ByteStorage(region))
  }

  private func expectError(
    _ words: String..., options: ImageOptions = ImageOptions(),
    location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: (any Error).self, sourceLocation: location) {
      _ = try load("", options)
    }
    let text = error.map { "\($0)" } ?? ""
    for word in words {
      #expect(text.contains(word), "\(text)", sourceLocation: location)
    }
  }

  @Test("has classes in the order of their bytes, which take turns")
  func order() throws {
    for (index, name) in ["b", "B", "ä"].enumerated() {
      for image in 0..<[4, 2, 1][index] {
        try write("train/\(name)/\(image).png", UInt8(10 * index + image))
      }
    }
    try write("train/.hidden", [1])
    try write("train/notes.txt", [1])
    try write("train/b/.DS_Store", [1])
    try write("test/b/0.PNG", 99)
    let (train, test) = try load()
    #expect(train.samples.shape == [4, 4] && train.samples.areBytes)
    #expect(train.labels.classNames == ["B", "b", "ä"])
    // B at 1/4 and 3/4, b at 1/8, 3/8, 5/8 and 7/8, ä at 1/2.
    #expect((0..<7).map { train.samples[$0][0] } == [0, 10, 1, 20, 2, 11, 3])
    #expect((0..<7).map { train.labels[$0] } == [1, 0, 1, 2, 1, 0, 1])
    #expect(test.samples.map { $0[0] } == [99] && test.labels[0] == 1)
    #expect(test.labels.classNames == ["B", "b", "ä"])
  }

  @Test("takes folders of classes alone, in any of the formats, resized and in given channels")
  func formats() throws {
    try write("cat/1.jpg", JPEGFile([[50]], columnCount: 1).file)
    try write("dog/1.jpeg", JPEGFile([[70, 80, 90, 100]], columnCount: 2).file)
    try write("dog/2.ppm", Array("P3 1 1 255 255 0 0".utf8))
    try write("dog/3.pgm", Array("P2 2 1 255 0 200".utf8))
    let options = ImageOptions(
      size: DataFiles.ImageSize(height: 2, width: 4), colorMode: .grayscale)
    let (train, test) = try load("", options)
    #expect(train.samples.count == 4 && test.samples.count == 0 && train.samples.shape == [2, 4])
    #expect(train.samples[1] == [Float](repeating: 50, count: 8) || train.samples[1].count == 8)
    let rows = (0..<4).map { train.samples[$0] }
    #expect(rows.contains([Float](repeating: 50, count: 8)))
    #expect(rows.contains([70, 70, 80, 80, 90, 90, 100, 100]))
    #expect(rows.contains([Float](repeating: 76, count: 8)))
    #expect(rows.contains([0, 50, 150, 200, 0, 50, 150, 200]))
    let color = try load("", ImageOptions(size: options.size, colorMode: .rgba))
    #expect(color.train.samples.shape == [2, 4, 4])
    expectError("8x8 pixels", "16x16", "(imageSize)")
    expectError(
      "color mode rgb", "grayscale", "(colorMode)", options: ImageOptions(size: options.size))
  }

  @Test("is read in the form that a model was trained with")
  func known() throws {
    try write("b/1.png", 1)
    try write("b/2.png", 2)
    let form = ImageForm(
      height: 4, width: 4, colorMode: .grayscale, isResized: false, classes: ["a", "b"])
    let (train, _) = try load("", ImageOptions(known: form))
    #expect(train.labels[0] == 1 && train.labels.classNames == ["a", "b"])
    #expect(train.labels.images == form)
    expectError("one class, 'b'")
    try write("c/1.png", 2)
    expectError("/c: found another class; expected one of a, b", options: ImageOptions(known: form))
    try FileManager.default.removeItem(at: folder.url.appending(path: "c"))
    try write("b/3.png", 2, side: 8)
    expectError("3.png: found 8x8 pixels; expected 4x4", options: ImageOptions(known: form))
    var resized = ImageOptions(known: form)
    resized.size = DataFiles.ImageSize(height: 2, width: 2)
    #expect(try load("", resized).train.samples.shape == [2, 2])
  }

  @Test("needs memory for the samples and the labels alone")
  func memory() throws {
    for image in 0..<40 {
      try write("a/\(image).png", 1)
      try write("b/\(image).png", 1)
    }
    let layout = try DataFiles.open(folder.url.path).layout
    #expect(layout.regionByteCount == 80 * 16 + 4 * 80)
    let source = DataFiles.isNamed(by: folder.url.path)
    #expect(source && DataFiles.isImageFolder(folder.url.path))
  }

  @Test("refuses what it could not read rightly, by name")
  func hostile() throws {
    try makeFolder("a")
    try makeFolder("b")
    expectError("/a: found no image")
    try write("a/1.png", 1)
    expectError("/b: found no image")
    try write("b/1.png", [UInt8]())
    expectError("b/1.png: found an empty file")
    try write("b/1.png", Array("a text".utf8))
    expectError("b/1.png: found a file of another kind", "PNG, JPEG, PGM or PPM")
    try write("b/1.png", 1)
    try write("b/notes.txt", [1])
    expectError("b/notes.txt", "not that of an image", "by a dot")
    try FileManager.default.removeItem(at: folder.url.appending(path: "b/notes.txt"))
    try makeFolder("b/more")
    expectError("b/more: found a folder in a folder of images")
    try FileManager.default.removeItem(at: folder.url.appending(path: "b/more"))
    try write("3.png", 1)
    expectError("3.png: found an image beside the folders of the classes")
    try FileManager.default.removeItem(at: folder.url.appending(path: "3.png"))

    let manager = FileManager.default
    let loop = folder.path("b/2.png")
    try manager.createSymbolicLink(atPath: loop, withDestinationPath: loop)
    expectError("b/2.png: cannot open", "Too many levels of symbolic links")
    try manager.removeItem(atPath: loop)
    try manager.createSymbolicLink(atPath: loop, withDestinationPath: folder.path("b"))
    expectError("b/2.png: found a folder in a folder of images")
    try manager.removeItem(atPath: loop)
    try manager.createSymbolicLink(atPath: folder.path("up"), withDestinationPath: folder.url.path)
    expectError("up/a: found a folder in a folder of images")
    try manager.removeItem(atPath: folder.path("up"))
    // A link to an image is one.
    try manager.createSymbolicLink(atPath: loop, withDestinationPath: folder.path("a/1.png"))
    #expect(try load().train.samples.count == 3)
    try write("b/a\nb\u{1b}[2J.png", [1, 2])
    let error = #expect(throws: DataFileError.self) { _ = try load() }
    #expect(error?.description.contains("b/a?b?[2J.png: found a file of another kind") == true)
    try manager.removeItem(atPath: folder.path("b/a\nb\u{1b}[2J.png"))

    let name =
      Array(folder.path("b/").utf8CString.dropLast()) + [
        CChar(bitPattern: 0xFF), 0x2E, 0x70, 0x6E, 0x67, 0,
      ]
    let number = unsafe open(name, O_WRONLY | O_CREAT, 0o600)
    #expect(number >= 0)
    close(number)
    expectError("which is not UTF-8")
    #expect(unsafe unlink(name) == 0)

    try makeFolder("train/a")
    expectError("/a: found a folder beside train; expected test alone")
    for name in ["a", "b"] { try manager.removeItem(atPath: folder.path(name)) }
    try makeFolder("validation")
    expectError("validation: found a folder beside train")
    try manager.removeItem(atPath: folder.path("validation"))
    try write("train/a/1.png", 1)
    try write("train/b/1.png", 1)
    try write("test/c/1.png", 1)
    expectError("test/c: found another class; expected one of a, b")
  }

  @Test("refuses a class or a test set that is a link to nothing, or no folder")
  func dangling() throws {
    try write("train/a/1.png", 1)
    try write("train/b/1.png", 2)
    let manager = FileManager.default
    for name in ["train/c", "test"] {
      for target in ["/gone", folder.path(name)] {
        try manager.createSymbolicLink(atPath: folder.path(name), withDestinationPath: target)
        expectError("/\(name): cannot open", target == "/gone" ? "No such file" : "Too many levels")
        try manager.removeItem(atPath: folder.path(name))
      }
    }
    try write("test", [1])
    expectError("/test: found no folder; expected a folder of images for each class")
    try manager.removeItem(atPath: folder.path("test"))
    try manager.moveItem(atPath: folder.path("train"), toPath: folder.path("elsewhere"))
    try manager.createSymbolicLink(
      atPath: folder.path("train"), withDestinationPath: folder.path("gone"))
    expectError("/train: cannot open", "No such file")
  }

  @Test("says how a part is called, and passes over hidden images")
  func parts() throws {
    try write("Train/a/1.png", 1)
    try write("Train/b/1.png", 2)
    try write("Test/a/1.png", 1)
    expectError("/Test: found a folder that is called Test; expected test")
    try FileManager.default.removeItem(atPath: folder.path("Test"))
    expectError("/Train: found a folder that is called Train; expected train")
    try FileManager.default.moveItem(atPath: folder.path("Train"), toPath: folder.path("test"))
    expectError("found a folder test alone; expected train beside it")
    try FileManager.default.moveItem(atPath: folder.path("test"), toPath: folder.path("train"))
    try write("train/._a.png", [0, 5, 22, 7])
    #expect(try load().train.labels.classNames == ["a", "b"])
  }

  @Test("refuses names with more combining marks than can be compared")
  func marks() throws {
    try write("a/1.png", 1)
    try write("b" + String(repeating: "\u{316}", count: 40) + "/1.png", 1)
    expectError("with more than 30 combining marks in a row; expected at most 30")
  }

  @Test("takes a folder train for a class where it has images itself")
  func trains() throws {
    try write("bus/1.png", 1)
    try write("train/1.png", 2)
    let (train, test) = try load()
    #expect(train.labels.classNames == ["bus", "train"] && test.samples.count == 0)
  }

  @Test("refuses classes whose names read the same, and images of different forms")
  func different() throws {
    try write("e\u{301}/1.png", 1)
    try write("\u{e9}/1.png", 1)
    expectError("twice, in different bytes")
    for name in ["e\u{301}", "\u{e9}"] {
      try FileManager.default.removeItem(at: folder.url.appending(path: name))
    }
    try write("a/1.png", 1)
    try write(
      "b/1.png",
      PNGFile(4, 4, type: 4, (0..<4).flatMap { _ in [0] + [1, 2, 3, 4, 5, 6, 7, 8] }).file)
    expectError("b/1.png: found an image of the color mode rgba; expected grayscale")
    let both = try load("", ImageOptions(colorMode: .grayscale))
    #expect(both.train.samples[1].prefix(2) == [1, 3])
    try write("b/1.png", JPEGFile([[1], [2], [3], [4]], columnCount: 1).file)
    expectError("b/1.png: found a JPEG image of four printing inks")
  }

  @Test("leaves other folders to others")
  func others() throws {
    #expect(!DataFiles.isImageFolder(folder.url.path))
    try write("train-images-idx3-ubyte", [1])
    try write("a/1.png", 1)
    #expect(!DataFiles.isImageFolder(folder.url.path))
    #expect(!DataFiles.isImageFolder(folder.path("a")))
    #expect(try DataFiles.unlabeledImages(at: folder.path("a")) == [folder.path("a/1.png")])
    #expect(try DataFiles.unlabeledImages(at: folder.path("x.JPG")) == [folder.path("x.JPG")])
    #expect(try DataFiles.unlabeledImages(at: folder.path("x.npy")) == nil)
    #expect(try DataFiles.unlabeledImages(at: folder.url.path) == nil)
    let samples = try Samples(images: [folder.path("a/1.png")], ImageOptions(colorMode: .rgb))
    #expect(samples.shape == [4, 4, 3] && samples.count == 1 && samples.areBytes)
    #expect(DataFiles.imageFolders(of: folder.url.path).isEmpty)
    #expect(DataFiles.imageFolders(of: folder.path("a")) == [folder.path("a")])
  }
}
