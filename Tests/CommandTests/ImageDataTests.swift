import FileFormats
import Foundation
import TestSupport
import Testing

/// Data of one's own as images by class.
@Suite("train, with a folder of images")
struct ImageDataTests {
  private static let classes = ["falling", "level", "rising"]

  /// An image of eight by eight pixels in colour, brighter to the right in the last class.
  private func image(_ index: Int, of label: Int) -> [UInt8] {
    let values = (0..<8 * 8).flatMap { pixel -> [UInt8] in
      let noise = ((pixel * 31 + index * 97) &* 2_654_435_761) >> 11 & 31
      let value = 100 + (label - 1) * (pixel % 8 - 4) * 20 + noise
      return [UInt8(clamping: value), UInt8(clamping: value / 2), UInt8(clamping: noise)]
    }
    return PNGImage(values, width: 8, height: 8, channelCount: 3).bytes
  }

  private func write(_ counts: [Int], to folder: URL, from first: Int = 0) throws {
    for (label, name) in Self.classes.enumerated() where counts[label] > 0 {
      let url = folder.appending(path: name)
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      for index in first..<first + counts[label] {
        try Data(image(index, of: label)).write(to: url.appending(path: "\(index).png"))
      }
    }
  }

  private func writeModel(to url: URL) throws {
    let text = """
      {"class_name": "Sequential", "config": {"layers": [
        {"class_name": "Flatten", "config": {"name": "flat"}},
        {"class_name": "Dense", "config": {"units": 16, "activation": "relu", "name": "hidden"}},
        {"class_name": "Dense",
         "config": {"units": 3, "activation": "softmax", "name": "out"}}]}}
      """
    try Data(text.utf8).write(to: url.appending(path: "model.json"))
  }

  /// Calls `body` with a folder that has a model, and images in a folder below.
  private func withImages(
    _ counts: [Int], in path: String = "data", _ body: (ArrayFolder) throws -> Void
  ) throws {
    try withTemporaryDirectory { url in
      try writeModel(to: url)
      try write(counts, to: url.appending(path: path))
      try body(ArrayFolder(url: url))
    }
  }

  @Test("writes the same checkpoint on any number of ranks, and keeps the classes' names")
  func identity() throws {
    try withImages([40, 30, 20], in: "data/train") { folder in
      let url = folder.url
      try write([8, 8, 8], to: url.appending(path: "data/test"), from: 100)
      let options = [
        "train", "--data", "data", "--model", "model.json", "--batch-size", "16",
        "--learning-rate", "0.01", "--validate", "--verbose", "2",
      ]
      func train(
        _ run: String, _ others: [String] = [], ranks: Int? = nil, ranksPerHost: Int? = nil
      ) throws -> JobResult {
        let result = try folder.lockstep(
          options + ["--epochs", "4", "--checkpoint-dir", run] + others, ranks: ranks,
          ranksPerHost: ranksPerHost)
        try #require(result.exitCode == 0, "\(result)")
        return result
      }
      let solo = try train("solo")
      #expect(
        solo.standardOutput.hasPrefix(
          "data: images of 8x8 pixels, rgb; 3 classes: falling, level, rising\n"), "\(solo)")
      _ = try train("three", ranks: 3)
      #expect(try folder.newest("three") == folder.newest("solo"))
      // The copies of two hosts are compared by their content.
      _ = try train("hosts", ranks: 2, ranksPerHost: 1)
      #expect(try folder.newest("hosts") == folder.newest("solo"))
      _ = try train("half", ["--max-steps", "9"], ranks: 2)
      let resumed = try train("half", ["--resume"])
      #expect(resumed.standardOutput.contains("Resuming from"), "\(resumed)")
      #expect(try folder.newest("half") == folder.newest("solo"))
      // Other pixels are other data.
      try Data(image(7, of: 0)).write(to: url.appending(path: "data/train/falling/3.png"))
      let other = try folder.lockstep(
        options + ["--epochs", "5", "--checkpoint-dir", "half", "--resume"])
      #expect(other.exitCode == 65, "\(other)")
      expectOneErrorLine(other, containing: ["data"])

      let line = try #require(
        solo.standardOutput.split(separator: "\n").first { $0.hasPrefix("Test accuracy") })
      let evaluated = try folder.lockstep([
        "evaluate", "solo/step-00000024.safetensors", "--data", "data", "--verbose", "0",
        "--confusion",
      ])
      #expect(evaluated.standardOutput.contains(line), "\(evaluated)")
      #expect(evaluated.standardOutput.contains("rising"), "\(evaluated)")
      // One class alone has its own index still.
      try write([0, 0, 6], to: url.appending(path: "some"))
      let some = try folder.lockstep([
        "evaluate", "solo/step-00000024.safetensors", "--data", "some", "--verbose", "0",
      ])
      #expect(some.standardOutput.contains("Test accuracy (all 6 images): 1.0"), "\(some)")

      let shown = try folder.lockstep(["inspect", "solo"])
      #expect(
        shown.standardOutput.contains(
          "  images: 8x8 pixels, rgb; 3 classes: falling, level, rising\n"), "\(shown)")
      let inspected = try folder.lockstep(["inspect", "data"])
      #expect(
        inspected.standardOutput.contains("train: 90 samples of [8, 8, 3], uint8"), "\(inspected)")
      #expect(
        inspected.standardOutput.contains("3 classes: falling 40, level 30, rising 20"),
        "\(inspected)")

      try predict(in: folder)
    }
  }

  private func predict(in folder: ArrayFolder) throws {
    func predict(_ arguments: String...) throws -> JobResult {
      try folder.lockstep(["predict", "solo"] + arguments)
    }
    let images = ["data/test/rising/100.png", "data/test/falling/101.png"]
    let named = try predict(images[0], images[1])
    #expect(named.exitCode == 0, "\(named)")
    let lines = named.standardOutput.split(separator: "\n")
    #expect(lines.first == "sample  probability  class  file", "\(named)")
    #expect(lines[1].hasSuffix("  2 rising  data/test/rising/100.png"), "\(named)")
    #expect(lines[2].hasSuffix("  0 falling  data/test/falling/101.png"), "\(named)")
    let csv = try predict(images[0], "--format", "csv")
    #expect(
      csv.standardOutput.hasPrefix(
        "sample,file,class,name,probability0,probability1,probability2\n0,\(images[0]),2,rising,"),
      "\(csv)")
    let json = try predict("--data", images[1], "--format", "jsonl")
    #expect(
      json.standardOutput.hasPrefix(
        "{\"sample\": 0, \"file\": \"\(images[1])\", \"class\": 0, \"name\": \"falling\""),
      "\(json)")
    let all = try predict("--data", "data/test/level", "--limit", "3")
    #expect(all.standardOutput.split(separator: "\n").count == 4, "\(all)")
    #expect(all.standardOutput.contains("data/test/level/100.png"), "\(all)")
    let test = try predict("--data", "data", "--format", "csv")
    #expect(test.standardOutput.split(separator: "\n").count == 25, "\(test)")
    // The classes take turns.
    #expect(
      test.standardOutput.hasPrefix("sample,file,class,name,")
        && test.standardOutput.contains("\n1,data/test/level/100.png,"), "\(test)")
    let inside = try predict("--data", "data", "--output", "data/test/level/100.png")
    #expect(inside.exitCode == 64, "\(inside)")
    expectOneErrorLine(inside, containing: ["--output", "the folder of images of --data"])
    let drawn = try predict(images[0], "--show")
    #expect(drawn.standardOutput.contains("rising"), "\(drawn)")

    try Data(PNGImage([1, 2, 3], width: 3, height: 1, channelCount: 1).bytes)
      .write(to: folder.url.appending(path: "small.png"))
    let small = try predict("small.png")
    #expect(small.exitCode == 65, "\(small)")
    expectOneErrorLine(small, containing: ["small.png: found 1x3 pixels", "expected 8x8"])
    let resized = try predict("small.png", "--image-size", "8x8")
    #expect(resized.exitCode == 0, "\(resized)")
    let both = try predict("small.png", "--data", "data")
    #expect(both.exitCode == 64, "\(both)")
  }

  @Test("splits classes of one folder, resized, and finds the split again")
  func fraction() throws {
    try withImages([20, 20, 20]) { folder in
      let options = [
        "--data", "data", "--train-fraction", "0.8", "--stratify",
      ]
      let result = try folder.lockstep(
        [
          "train", "--model", "model.json", "--epochs", "2", "--batch-size", "16", "--verbose", "2",
          "--checkpoint-dir", "run", "--image-size", "4x6", "--color-mode", "grayscale",
        ] + options)
      #expect(result.exitCode == 0, "\(result)")
      #expect(
        result.standardOutput.hasPrefix(
          "data: images of 4x6 pixels, grayscale, resized; 3 classes"),
        "\(result)")
      let line = try #require(
        result.standardOutput.split(separator: "\n").first { $0.hasPrefix("Test accuracy") })
      let evaluated = try folder.lockstep(
        ["evaluate", "run/step-00000006.safetensors", "--verbose", "0"] + options)
      #expect(evaluated.standardOutput.contains(line), "\(evaluated)")
    }
  }

  @Test("says which library is missing, and its package", arguments: ["png", "jpg"])
  func libraries(ending: String) throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      let (library, package) =
        ending == "png" ? ("libpng16.so.16", "libpng16-16") : ("libturbojpeg.so.0", "libturbojpeg0")
      // Found before the system's, and no library.
      try Data("none".utf8).write(to: url.appending(path: library))
      for name in ["a", "b"] {
        let image = ending == "png" ? image(0, of: 0) : JPEGFile([[1]], columnCount: 1).file
        let path = url.appending(path: "data/\(name)")
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        try Data(image).write(to: path.appending(path: "1.\(ending)"))
      }
      let result = try Job.solo(
        "lockstep", ["inspect", "data"], environment: ["LD_LIBRARY_PATH": url.path],
        directory: folder.url)
      #expect(result.exitCode == 65, "\(result)")
      expectOneErrorLine(
        result, containing: ["data/a/1.\(ending)", "to read it", "apt-get install \(package)"])
    }
  }

  @Test(
    "refuses options that do not belong to the data, and sizes that are none",
    arguments: [
      (["--image-size", "8x8"], ["--image-size", "images in files"]),
      (["--color-mode", "rgb"], ["--color-mode", "images in files"]),
      (["--image-size", "8"], ["--image-size", "28x28"]),
      (["--image-size", "0x8"], ["--image-size", "28x28"]),
      (["--image-size", "8x8x3"], ["--image-size", "28x28"]),
      (["--color-mode", "grey"], ["--color-mode", "grayscale"]),
    ])
  func options(arguments: [String], words: [String]) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.attempt(arguments)
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: words)
    }
  }

  @Test("writes nothing into the folder of its images, and says where to write instead")
  func outputs() throws {
    try withImages([4, 4, 4]) { folder in
      let inside = ArrayFolder(url: folder.url.appending(path: "data"))
      for (options, words) in [
        ([], ["--checkpoint-dir is not given, which means runs", "--data", "../runs"]),
        (["--checkpoint-dir", "level/run"], ["--checkpoint-dir is level/run", "outside"]),
        (["--checkpoint-dir", "../run", "--report", "r.html"], ["--report is r.html", "outside"]),
      ] {
        let result = try inside.lockstep(
          ["train", "--data", ".", "--model", "../model.json", "--verbose", "0"] + options)
        #expect(result.exitCode == 64, "\(result)")
        expectOneErrorLine(result, containing: words)
      }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: inside.url.path).sorted()
          == Self.classes)
      let outside = try inside.lockstep([
        "train", "--data", ".", "--model", "../model.json", "--verbose", "0", "--epochs", "1",
        "--checkpoint-dir", "../run",
      ])
      #expect(outside.exitCode == 0, "\(outside)")
      #expect(try !folder.newest("run").isEmpty)
    }
  }

  @Test("ends in one line for an image that is damaged, on any number of ranks")
  func damaged() throws {
    try withImages([4, 4, 4]) { folder in
      try Data(image(0, of: 1).dropLast(20)).write(
        to: folder.url.appending(path: "data/level/2.png"))
      for ranks in [nil, 3] {
        let result = try folder.lockstep(
          ["train", "--data", "data", "--model", "model.json", "--verbose", "0"], ranks: ranks)
        #expect(result.exitCode == 65, "\(result)")
        expectOneErrorLine(
          result, containing: ["data/level/2.png: found a damaged PNG image", "ends too early"])
      }
      let single = try folder.lockstep(["train", "--data", "data/level/1.png"])
      #expect(single.exitCode == 65, "\(single)")
      expectOneErrorLine(single, containing: ["data/level/1.png: found a PNG image"])
    }
  }
}
