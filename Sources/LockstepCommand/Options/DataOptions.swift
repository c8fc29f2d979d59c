import ArgumentParser
import Datasets
import FileFormats
import Parallel
import Training

/// The options beside `--data` that say how files become samples.
struct DataOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      """
      The column of a table's labels, by name or by position counted from 1, or from the end: \
      --label-column species, --label-column -1 (default: the column called label, else the last). \
      Several columns of values: --label-column x --label-column y.
      """, valueName: "name|n"))
  var labelColumn: [String] = []

  @OptionGroup var headerOption: HeaderOption
  @OptionGroup var imageOptions: ImageDataOptions

  @Option(
    help: ArgumentHelp(
      """
      Train on this share of samples that have no test set, drawn at random, and test on the others: \
      --train-fraction 0.8.
      """, valueName: "share"), transform: OptionCheck.double)
  var trainFraction: Double?

  @Flag(help: "Take the first samples, rather than draw any (with --train-fraction).")
  var noShuffleSplit = false

  @Flag(help: "Draw the same share of each class (with --train-fraction).")
  var stratify = false

  @Option(
    help: ArgumentHelp(
      "Determines the samples that --train-fraction draws (default: 0).", valueName: "n"))
  var splitSeed: UInt64?

  func validate() throws {
    if let trainFraction, !(trainFraction > 0 && trainFraction < 1) {
      throw OptionCheck.invalid(
        "--train-fraction", expected: "a number above 0 and below 1", found: "\(trainFraction)")
    }
    if noShuffleSplit, let splitSeed {
      throw OptionCheck.invalid(
        "--split-seed", expected: "none beside --no-shuffle-split, which draws nothing",
        found: "\(splitSeed)")
    }
    guard trainFraction == nil else { return }
    let options = [
      ("--no-shuffle-split", noShuffleSplit), ("--stratify", stratify),
      ("--split-seed", splitSeed != nil),
    ]
    for (option, isGiven) in options where isGiven {
      throw OptionCheck.invalid(
        "--train-fraction", expected: "a share beside \(option)", found: "not given")
    }
  }
}

extension DataOptions {
  /// The options as they are given, for a command line.
  var words: [String] {
    var words = labelColumn.flatMap { ["--label-column", $0] }
    words += headerOption.header.map { ["--header", $0.rawValue] } ?? []
    words += imageOptions.imageSize.map { ["--image-size", $0.text] } ?? []
    words += imageOptions.colorMode.map { ["--color-mode", $0.rawValue] } ?? []
    words += trainFraction.map { ["--train-fraction", "\($0)"] } ?? []
    if noShuffleSplit { words.append("--no-shuffle-split") }
    if stratify { words.append("--stratify") }
    return words + (splitSeed.map { ["--split-seed", "\($0)"] } ?? [])
  }

  /// Loads data, and splits them as the options say; collective over the group.
  ///
  /// - Parameters:
  ///   - source: Where the data are.
  ///   - columns: The columns of the table that a model was trained with.
  ///   - images: The form of the images that a model was trained with.
  ///   - group: The processes.
  /// - Returns: Samples and labels; none to test with where the data have none, and no share of
  ///   them was asked for.
  /// - Throws: What loading throws, `TrainingError.invalidValue` for an option that the data have
  ///   no use for, or `TrainTestSplitError`.
  func load(
    _ source: DataSource, columns: TableColumns? = nil, images: ImageForm? = nil,
    on group: ProcessGroup
  ) throws -> SampleSplit {
    let data = try source.load(
      labelColumns: labelColumn, header: headerOption.header, columns: columns,
      images: imageOptions.options(known: images), on: group)
    if data.train.labels.images == nil { try imageOptions.expectNone() }
    guard let trainFraction else { return data }
    guard data.test.samples.count == 0 else {
      throw TrainingError.invalidValue(
        of: "--train-fraction",
        expected: "none beside data that have a test set, as \(source.name.onOneLine()) has",
        found: "\(trainFraction)")
    }
    return try trainTestSplit(
      data.train.samples, data.train.labels, trainFraction: trainFraction, seed: splitSeed ?? 0,
      shuffled: !noShuffleSplit, stratified: stratify)
  }
}

extension DataSource {
  /// Loads data, a table as options say; collective over the group.
  ///
  /// - Throws: What loading throws, or `TrainingError.invalidValue` for an option of a table beside
  ///   other data.
  func load(
    labelColumns: [String], header: DataFiles.Header?, columns: TableColumns? = nil,
    images: ImageOptions = ImageOptions(), on group: ProcessGroup
  ) throws -> SampleSplit {
    let data = try load(
      TableFile.Options(labelColumns: labelColumns, header: header ?? .auto, columns: columns),
      images: images, on: group)
    if let columns = data.train.labels.columns {
      if header == nil, group.isFirst, let row = columns.countingRow(data.train) {
        warn(ofCountingRow: row)
      }
      return data
    }
    let given = labelColumns.isEmpty ? nil : labelColumns.joined(separator: " and ")
    for (option, value) in [("--label-column", given), ("--header", header?.rawValue)] {
      guard let value else { continue }
      throw TrainingError.invalidValue(
        of: option, expected: "a table beside it, as --data FILE.csv", found: value)
    }
    return data
  }

  /// Warns of a table's first row that may be a header.
  func warn(ofCountingRow row: String) {
    Warnings.write(
      "\(name.onOneLine()): the first row, \(row), is taken as data; if it has the columns' names, "
        + "give --header yes; if not, --header no")
  }
}

extension TableColumns {
  /// One line on a table: its columns, and what its labels are.
  func summary(of name: String, _ labels: Labels) throws -> String {
    let kind =
      if let classes {
        "\(classes.count) classes: "
          + classes.prefix(10).map { $0.onOneLine(limit: 40) }.joined(separator: ", ")
          + (classes.count > 10 ? ", ..." : "")
      } else if labels.areClasses {
        "classes 0 to \(try labels.classCount - 1)"
      } else {
        "values"
      }
    let columns = self.labels.map { $0.onOneLine(limit: 60) }.joined(separator: ", ")
    return "\(name.onOneLine()): \(featureCount) numbers a row; labels are "
      + "column\(self.labels.count == 1 ? "" : "s") \(columns), \(kind)"
  }
}
