public import Datasets
import Foundation
public import Parallel

extension DataFiles {
  /// Loads a program's own data, one copy for each host; collective over the group.
  ///
  /// ```swift
  /// let ((x, y), (testX, testY)) = try DataFiles.load(from: "mnist.npz", on: group)
  /// ```
  ///
  /// - Parameters:
  ///   - path: An `.npz` file, a folder of `.npy` files, a table, or a folder of images by class;
  ///     see ``DataFiles``.
  ///   - labelColumn: The name of a table's column of labels, or its position, counted from 1, or
  ///     from the end if negative; by default the one called `label`, else the last.
  ///   - header: Whether a table's first row has the columns' names.
  ///   - group: The processes, from `ProcessGroup.run`.
  /// - Returns: Samples and labels to train and to test with; none to test with where the files
  ///   have none. Bytes are not divided by 255.
  /// - Throws: An error with the file, the place in it, what was found and what was expected, on
  ///   the rank where it occurs.
  public static func load(
    from path: String, labelColumn: String? = nil, header: Header = .auto,
    on group: ProcessGroup = .solo
  ) throws -> SampleSplit {
    try load(
      from: path,
      TableFile.Options(labelColumns: labelColumn.map { [$0] } ?? [], header: header), on: group)
  }

  /// Loads a table with several columns of labels, which are values: a row of them for each sample;
  /// collective over the group.
  ///
  /// ```swift
  /// let ((x, y), _) = try DataFiles.load(from: "shots.csv", labelColumns: ["range", "height"])
  /// ```
  ///
  /// - Parameters:
  ///   - path: A table; see ``DataFiles``.
  ///   - labelColumns: The names of the columns of labels, in the order of the model's outputs, or
  ///     their positions, counted from 1, or from the end if negative. A single column may be one
  ///     of classes; an empty list is the usual column.
  ///   - header: Whether the table's first row has the columns' names.
  ///   - group: The processes, from `ProcessGroup.run`.
  /// - Returns: Samples and labels to train with, and none to test with.
  /// - Throws: An error with the file, the row and the column, what was found and what was
  ///   expected, on the rank where it occurs.
  public static func load(
    from path: String, labelColumns: [String], header: Header = .auto,
    on group: ProcessGroup = .solo
  ) throws -> SampleSplit {
    try load(
      from: path, TableFile.Options(labelColumns: labelColumns, header: header), on: group)
  }

  /// Loads images by class, one copy for each host; collective over the group.
  ///
  /// ```swift
  /// let ((x, y), (testX, testY)) = try DataFiles.load(
  ///   imagesFrom: "flowers", imageSize: .init(height: 64, width: 64), colorMode: .rgb, on: group)
  /// ```
  ///
  /// Samples are bytes of shape `[height, width]`, or `[height, width, channels]` in colour, in an
  /// order in which the classes take turns; bytes are not divided by 255. The classes' names are
  /// ``Labels/classNames``.
  ///
  /// - Parameters:
  ///   - path: A folder of the folders `train` and, if there is one, `test`, which have a folder of
  ///     images for each class; or a folder of the classes' folders.
  ///   - imageSize: The size to which images are resized, bilinearly; nil where all must have one
  ///     size.
  ///   - colorMode: The channels; nil where all images must have the same ones.
  ///   - group: The processes, from `ProcessGroup.run`.
  /// - Returns: Samples and labels to train and to test with; none to test with where there is no
  ///   folder `test`.
  /// - Throws: An error with the file, what was found and what was expected, on the rank where it
  ///   occurs.
  public static func load(
    imagesFrom path: String, imageSize: ImageSize? = nil, colorMode: ColorMode? = nil,
    on group: ProcessGroup = .solo
  ) throws -> SampleSplit {
    if let imageSize {
      for (name, side) in [("height", imageSize.height), ("width", imageSize.width)]
      where !ImageSize.bounds.contains(side) {
        throw TrainingError.invalidValue(
          of: "the \(name) of imageSize",
          expected: "\(ImageSize.bounds.lowerBound) to \(ImageSize.bounds.upperBound)",
          found: "\(side)")
      }
    }
    let options = ImageOptions(size: imageSize, colorMode: colorMode)
    try group.enter("DataFiles.load")
    return try group.load { try ImageFolder(path, options) }
  }

  /// Loads data, a table with given columns, or images in a given form; collective over the group.
  package static func load(
    from path: String, _ options: TableFile.Options, images: ImageOptions = ImageOptions(),
    on group: ProcessGroup
  ) throws -> SampleSplit {
    // Frees the memory of earlier data that are no longer used.
    try group.enter("DataFiles.load")
    // Each host's first rank reads for all; the others wait, and its error is theirs too.
    return try group.load { try open(path, options, images: images) }
  }
}

extension ProcessGroup {
  /// Loads data into memory that the ranks of a host share, or maps their files.
  ///
  /// Collective; the host's first rank opens the data, and fills the memory.
  fileprivate func load(_ open: () throws -> any StoredData) throws -> SampleSplit {
    var data: (any StoredData)?
    let text = try fromFirstOfHost {
      let opened = try open()
      data = opened
      return Array(try JSONEncoder().encode(opened.layout))
    }
    let layout = try JSONDecoder().decode(StoredSplit.self, from: Data(text))
    let number = sharedDataCount + 1
    sharedDataCount += layout.memoryCount
    // A host's ranks all know the size, so all or none allocate.
    guard layout.regionByteCount > 0 else {
      return try layout.split(region: nil, firstSharedNumber: number)
    }
    let memory = try HostMemory(byteCount: hostRank == 0 ? layout.regionByteCount : 0, in: self)
    keep(memory)
    let region = unsafe memory.segment(of: 0)
    Heartbeat.report(.readingData)
    try onFirstOfHost {
      try unsafe data?.read(into: region, progress: { Heartbeat.report(.readingData) })
    }
    rest()
    return try layout.split(
      region: unsafe ByteStorage(
        borrowing: UnsafeRawBufferPointer(region), owner: memory, sharedNumber: number),
      firstSharedNumber: number)
  }
}
