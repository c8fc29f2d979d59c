import FileFormats

/// A folder of images by class: `train/CLASS/NAME.png` and `test/CLASS/NAME.png`, or
/// `CLASS/NAME.png`.
///
/// Classes are the folders' names in the order of their bytes. Samples are in an order in which the
/// classes take turns, each as often as it has images, so that any part of them, such as the last
/// fifth, has about the same share of each class: the image `i` of a class of `n` stands at
/// `(2 i + 1) / (2 n)`, the first class first where two stand at the same place.
package struct ImageFolder: StoredData {
  package let layout: StoredSplit

  private let form: ImageForm
  private let train: Part
  private let test: Part?

  /// The images of a part, with their classes.
  private struct Part {
    let paths: [String]
    let labels: [Int32]
  }

  /// The folders that are parts of a data set.
  private static let parts = ["train", "test"]

  /// Whether a folder is one of images by class: it has folders, one of them `train`, or with an
  /// image, or a part by another name, or all of them empty; or a link `train` that leads nowhere.
  package static func isNamed(by path: String) -> Bool {
    let names = ImagePaths.visibleNames(in: path)
    if names.contains("train"), [.folder, nil].contains(Directory.kind(of: "\(path)/train")) {
      return true
    }
    let folders = names.filter { Directory.kind(of: "\(path)/\($0)") == .folder }
    let contents = folders.map { ImagePaths.visibleNames(in: "\(path)/\($0)") }
    return contents.contains { $0.contains(where: ImagePaths.isImage) }
      || folders.contains { misnamedPart($0, in: path) != nil }
      || !folders.isEmpty && folders.count == names.count && contents.allSatisfy(\.isEmpty)
  }

  /// Whether a folder `train` is the part of that name, as opposed to a class: no image is in it.
  private static func isPart(_ path: String) -> Bool {
    (try? Directory.names(in: path)) != nil && !ImagePaths.hasImages(path)
  }

  /// The part that a folder without `train` beside it seems to be; nil for a class.
  private static func misnamedPart(_ name: String, in path: String) -> String? {
    let part = parts.first { $0 == name.lowercased() }
    return part.flatMap { ImagePaths.hasClasses("\(path)/\(name)") ? $0 : nil }
  }

  /// Checks that the parts are called as they must be, and are folders.
  ///
  /// - Throws: `DataFileError`.
  private static func checkParts(_ folders: [String], in path: String, hasParts: Bool) throws {
    for name in folders where !parts.contains(name) {
      guard let part = misnamedPart(name, in: path) else { continue }
      throw DataFileError(
        path: "\(path)/\(name)", found: "a folder that is called \(name)",
        expected: "\(part), in small letters")
    }
    guard hasParts else {
      guard folders.contains("test"), misnamedPart("test", in: path) != nil else { return }
      throw DataFileError(
        path: path, found: "a folder test alone",
        expected: "train beside it; evaluate such a part by its own path")
    }
    if let other = folders.first(where: { !parts.contains($0) }) {
      throw DataFileError(
        path: "\(path)/\(other)", found: "a folder beside train",
        expected: "test alone; train and evaluate such a part by its own path")
    }
    let test = "\(path)/test"
    guard !folders.contains("test"), Directory.kind(of: test) != nil else { return }
    throw DataFileError(
      path: test, found: "no folder", expected: "a folder of images for each class in it")
  }

  /// Lists the images, and reads their headers unless the options say all that these tell.
  ///
  /// - Throws: `DataFileError` for what is not as it must be, or `FileError`.
  package init(_ path: String, _ options: ImageOptions) throws {
    let folders = try ImagePaths.classes(in: path)
    let hasParts = folders.contains("train") && Self.isPart("\(path)/train")
    try Self.checkParts(folders, in: path, hasParts: hasParts)
    let trainPath = hasParts ? "\(path)/train" : path
    let classes = try options.known?.classes ?? ImagePaths.classes(in: trainPath)
    guard options.known != nil || classes.count > 1 else {
      throw DataFileError(
        path: trainPath, found: "one class, '\(classes[0])'", expected: "two at least")
    }
    train = try Self.part(trainPath, classes)
    test = folders.contains("test") && hasParts ? try Self.part("\(path)/test", classes) : nil
    let paths = train.paths + (test?.paths ?? [])
    var form = try ImageForm(of: paths, options)
    form.classes = classes
    self.form = form
    for count in [train.paths.count, test?.paths.count ?? 0] where count > Int(Int32.max) {
      throw DataFileError(
        path: path, found: "\(count) images", expected: "at most \(Int32.max)")
    }
    guard !paths.count.multipliedReportingOverflow(by: form.byteCount + 4).overflow else {
      throw DataFileError(
        path: path, found: "\(paths.count) images of \(form.byteCount) bytes",
        expected: "what memory can hold")
    }
    var region = RegionLayout()
    func samples(_ part: Part) -> StoredSplit.Part {
      StoredSplit.Part(
        format: ElementFormat(.uint8), shape: [part.paths.count] + form.shape,
        place: region.add(part.paths.count * form.byteCount))
    }
    func labels(_ part: Part) -> StoredSplit.Part {
      StoredSplit.Part(
        format: ElementFormat(.int32), shape: [part.paths.count],
        place: region.add(4 * part.paths.count))
    }
    let (trainSamples, trainLabels) = (samples(train), labels(train))
    let (testSamples, testLabels) = (test.map(samples), test.map(labels))
    layout = StoredSplit(
      trainSamples: trainSamples, trainLabels: trainLabels, testSamples: testSamples,
      testLabels: testLabels, regionByteCount: region.byteCount, images: form)
  }

  /// The images of a part, whose classes are among the given ones.
  private static func part(_ path: String, _ classes: [String]) throws -> Part {
    let indices = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
    var entries: [(numerator: Int, denominator: Int, label: Int, path: String)] = []
    for name in try ImagePaths.classes(in: path) {
      guard let label = indices[name] else {
        throw DataFileError(
          path: "\(path)/\(name)", found: "another class",
          expected: "one of \(classes.prefix(20).joined(separator: ", "))")
      }
      let images = try ImagePaths.images(in: "\(path)/\(name)")
      for (index, image) in images.enumerated() {
        entries.append((2 * index + 1, 2 * images.count, label, "\(path)/\(name)/\(image)"))
      }
    }
    entries.sort { first, second in
      let (one, other) = (
        first.numerator * second.denominator, second.numerator * first.denominator
      )
      return one == other ? first.label < second.label : one < other
    }
    return Part(paths: entries.map(\.path), labels: entries.map { Int32($0.label) })
  }

  /// The images of the test set, or of all classes where there is none, in the samples' order.
  package var lastPaths: [String] { (test ?? train).paths }

  package func read(into region: UnsafeMutableRawBufferPointer) throws {
    try unsafe read(into: region, progress: {})
  }

  package func read(
    into region: UnsafeMutableRawBufferPointer, progress: () -> Void
  ) throws {
    let reader = ImageReader(form)
    func read(_ part: Part?, _ samples: StoredSplit.Part?, _ labels: StoredSplit.Part?) throws {
      guard let part, case .region(let start)? = samples?.place,
        case .region(let labelStart)? = labels?.place
      else { return }
      for (index, path) in part.paths.enumerated() {
        let first = start + index * form.byteCount
        unsafe UnsafeMutableRawBufferPointer(rebasing: region[first..<first + form.byteCount])
          .copyBytes(from: try reader.pixels(of: path))
        unsafe region.storeBytes(
          of: part.labels[index], toByteOffset: labelStart + 4 * index, as: Int32.self)
        progress()
      }
    }
    try read(train, layout.trainSamples, layout.trainLabels)
    try read(test, layout.testSamples, layout.testLabels)
  }
}
