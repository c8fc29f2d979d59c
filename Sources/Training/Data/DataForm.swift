package import Datasets
package import FileFormats

/// The form of the data that a model was trained with, by which others are read alike.
package struct DataForm: Equatable, Sendable {
  /// The columns, where the data were a table.
  package var columns: TableColumns?
  /// The form of the images, where the data were images in files.
  package var images: ImageForm?
  /// What samples were, where that is not what is assumed of them; see `Elements`.
  package var elements: Elements?

  package init(
    columns: TableColumns? = nil, images: ImageForm? = nil, elements: Elements? = nil
  ) {
    self.columns = columns
    self.images = images
    self.elements = elements
  }

  /// What the elements of samples were.
  ///
  /// Of a table they are numbers; of other data, where nothing is said, bytes that were divided by
  /// 255, unless the model does so itself.
  package enum Elements: Equatable, Sendable {
    /// Numbers of a file, as they were.
    case numbers
    /// Bytes that a program has computed with in another way: `uint8 / 127.5 - 1.0`.
    case bytes(String)
  }

  /// The names of the classes, in the order of their indices; nil where they have none.
  package var classes: [String]? { columns?.classes ?? images?.classes }
}

extension DataForm.Elements {
  private static let numbersText = "numbers"

  /// The text in a file.
  package var text: String {
    switch self {
    case .numbers: Self.numbersText
    case .bytes(let text): text
    }
  }

  /// The elements of a text in a file; nil for another text.
  package init?(_ text: String) {
    guard text != Self.numbersText else {
      self = .numbers
      return
    }
    guard text.utf8.starts(with: Samples.byteKind.utf8) else { return nil }
    self = .bytes(text)
  }
}

extension TrainingData {
  /// The form of the data, for a model that brings bytes to small numbers itself or not.
  ///
  /// - Parameter rescalesBytes: Whether the model does; called for bytes that are not divided.
  /// - Returns: The form.
  func form(rescalesBytes: () throws -> Bool) rethrows -> DataForm {
    let labels = labels.first
    var form = DataForm(columns: labels?.columns, images: labels?.images)
    guard let samples = samples.first, self.samples.count == 1 else { return form }
    if samples.areBytes {
      let text = samples.kindAndArithmetic
      var isUsual = text == Samples.dividedByteKind
      if text == Samples.byteKind { isUsual = try rescalesBytes() }
      if !isUsual { form.elements = .bytes(text) }
    } else if samples.areStored, form.columns == nil {
      form.elements = .numbers
    }
    return form
  }
}

// MARK: - Reading others

extension DataForm {
  /// What other samples are divided by, to mean what the training's did.
  ///
  /// Bytes are divided by 255 where those of the training were. For a model that was trained with
  /// other numbers it is not clear what bytes mean, nor what whole numbers mean for one that was
  /// trained with bytes, floats that are all whole among them.
  ///
  /// - Parameters:
  ///   - samples: The samples, as they are in a file.
  ///   - rescalesBytes: Whether the model brings bytes to small numbers itself.
  ///   - name: The name of the samples' file, for messages.
  /// - Returns: The divisor, 1 for samples that are taken as they are.
  /// - Throws: `DataFileError` for samples of another kind than the training's.
  package func divisor(
    for samples: Samples, rescalesBytes: Bool, name: String
  ) throws(DataFileError) -> Float {
    guard !rescalesBytes else { return 1 }
    if columns != nil || elements == .numbers {
      guard samples.areBytes else { return 1 }
      throw DataFileError(
        path: name, found: "bytes (uint8)",
        expected: "numbers as in the training, which were taken as they are; for the same numbers "
          + "save x.astype(\"float32\")")
    }
    if case .bytes(let text)? = elements {
      guard text != Samples.byteKind, !samples.areFloats else { return 1 }
      throw DataFileError(
        path: name, found: "\(samples.kind) as it is in a file",
        expected: "the training's samples, \(text); compute them in the program that trains, or "
          + "save what it computes as float32")
    }
    guard !samples.areBytes else { return 255 }
    guard samples.areFloats else {
      throw DataFileError(
        path: name, found: "whole numbers of type \(samples.kind)",
        expected: "bytes, which are divided by 255 as in the training (x.astype(\"uint8\")), or "
          + "numbers that are taken as they are (x.astype(\"float32\"))")
    }
    if let number = undividedByte(in: samples) {
      throw DataFileError(
        path: name, found: "whole numbers up to \(Int(number)) of type \(samples.kind)",
        expected: "bytes, which are divided by 255 as in the training (x.astype(\"uint8\")), or "
          + "numbers that were divided (x / 255)")
    }
    return 1
  }

  /// The greatest of the first samples' floats where all of these are whole numbers as bytes are,
  /// but were not divided by 255; nil for others.
  private func undividedByte(in samples: Samples) -> Float? {
    var greatest: Float = 0
    for index in 0..<Swift.min(samples.count, 256) {
      for number in samples[index] {
        guard (0...255).contains(number), number.rounded() == number else { return nil }
        greatest = Swift.max(greatest, number)
      }
    }
    return greatest > 1 ? greatest : nil
  }

  /// The first number of floats that cannot be a byte divided by 255, where the training's samples
  /// may have been such; nil where there is none among the first samples, or they were others.
  ///
  /// - Parameters:
  ///   - samples: The samples, as they are in a file.
  ///   - rescalesBytes: Whether the model brings bytes to small numbers itself.
  /// - Returns: The number.
  package func unlikelyByte(in samples: Samples, rescalesBytes: Bool) -> Float? {
    guard columns == nil, elements == nil, !rescalesBytes, samples.areFloats,
      // Those are refused.
      undividedByte(in: samples) == nil
    else { return nil }
    for index in 0..<Swift.min(samples.count, 256) {
      if let number = samples[index].first(where: { $0 < 0 || $0 > 1 }) { return number }
    }
    return nil
  }
}
