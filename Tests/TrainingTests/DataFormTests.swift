import Datasets
import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@testable import Training

@Suite("the form of a model's data")
struct DataFormTests {
  private static let table = TableColumns(
    features: ["a", "b"], featureCount: 2, labels: ["kind"], classes: ["x", "y"])
  private static let forms = [
    DataForm(), DataForm(columns: table),
    DataForm(
      images: ImageForm(
        height: 2, width: 3, colorMode: .rgb, isResized: true, classes: ["cat", "dog"])),
    DataForm(elements: .numbers), DataForm(elements: .bytes("uint8 / 127.5 - 1.0")),
  ]

  private let bytes = Samples(storage: ByteStorage([1, 2, 3, 4]), count: 2, shape: [2])
  private let floats = Samples(values: [1, 2.5, 3, 4], shape: [2])
  /// Bytes that were converted, and not divided.
  private let whole = Samples(values: [1, 0, 255, 4], shape: [2])

  /// Samples of a file's whole numbers.
  private let integers = Samples(
    storage: ByteStorage([1, 0, 2, 0, 3, 0, 4, 0]), format: ElementFormat(.int16), byteOffset: 0,
    count: 2, shape: [2])

  private func divisor(
    _ samples: Samples, _ form: DataForm, rescalesBytes: Bool = false
  ) throws -> Float {
    try form.divisor(for: samples, rescalesBytes: rescalesBytes, name: "x.npy")
  }

  @Test("is the same in a file of Keras", arguments: forms)
  func roundTrip(form: DataForm) throws {
    #expect(try DataForm(form.json, in: "m.keras") == form)
    try withTemporaryDirectory { folder in
      let path = "\(folder.path)/model.keras"
      try SmallProblem.model().export(to: path, format: nil, form: form, on: .solo)
      #expect(try Model.loadWithForm(from: path).form == form)
      #expect(try ModelFile(readingFrom: path, seed: 0).form == form)
      try SmallProblem.model().export(to: path)
      #expect(try Model.loadWithForm(from: path).form == nil)
    }
  }

  @Test("in a file that makes no sense is refused")
  func damaged() throws {
    for json in [
      ["columns": ["featureCount": 2]], ["samples": "int8"], ["images": ["height": 0]],
    ] as [JSON] {
      let error = #expect(throws: CheckpointError.self) { try DataForm(json, in: "m.keras") }
      #expect(error?.description.hasPrefix("m.keras: metadata ") == true)
    }
  }

  @Test("divides bytes as in the training, and refuses what would mean something else")
  func divisors() throws {
    #expect(try divisor(bytes, DataForm()) == 255)
    #expect(try divisor(floats, DataForm()) == 1)
    for form in [Self.forms[1], Self.forms[3]] {
      #expect(try divisor(floats, form) == 1 && divisor(integers, form) == 1)
    }
    #expect(try divisor(bytes, DataForm(elements: .bytes("uint8"))) == 1)
    #expect(try divisor(floats, Self.forms[4]) == 1)
    let binary = Samples(values: [0, 1, 1, 0], shape: [2])
    #expect(try divisor(binary, DataForm()) == 1 && divisor(whole, Self.forms[3]) == 1)
    for (samples, form, words) in [
      (integers, DataForm(), "x.npy: found whole numbers of type int16"),
      (integers, Self.forms[2], "x.npy: found whole numbers of type int16"),
      (whole, DataForm(), "x.npy: found whole numbers up to 255 of type float32; expected bytes"),
      (whole, Self.forms[2], "x.npy: found whole numbers up to 255 of type float32"),
      (bytes, Self.forms[1], "x.npy: found bytes (uint8); expected numbers"),
      (bytes, Self.forms[3], "x.npy: found bytes (uint8); expected numbers"),
      (bytes, Self.forms[4], "expected the training's samples, uint8 / 127.5 - 1.0"),
    ] {
      let error = #expect(throws: DataFileError.self) { try divisor(samples, form) }
      #expect(error?.description.contains(words) == true, "\(error)")
      // A model that reads its input as it comes takes the same numbers of any kind.
      #expect(try divisor(samples, form, rescalesBytes: true) == 1)
    }
  }

  @Test("doubts floats that are no bytes divided by 255, where the training's may have been")
  func scale() {
    let small = Samples(values: [0, 0.5, 1, 0.25], shape: [2])
    #expect(DataForm().unlikelyByte(in: floats, rescalesBytes: false) == 2.5)
    // These are refused.
    #expect(DataForm().unlikelyByte(in: whole, rescalesBytes: false) == nil)
    #expect(DataForm().unlikelyByte(in: small, rescalesBytes: false) == nil)
    #expect(DataForm().unlikelyByte(in: bytes, rescalesBytes: false) == nil)
    #expect(DataForm().unlikelyByte(in: floats, rescalesBytes: true) == nil)
    #expect(Self.forms[1].unlikelyByte(in: floats, rescalesBytes: false) == nil)
    #expect(Self.forms[3].unlikelyByte(in: floats, rescalesBytes: false) == nil)
  }

  @Test("says what samples were where that is not what is assumed")
  func ofTraining() throws {
    func form(_ samples: Samples, rescalesBytes: Bool = false) -> DataForm {
      TrainingData([samples], [[0, 1]]).form { rescalesBytes }
    }
    #expect(form(bytes / 255) == DataForm() && form(floats) == DataForm())
    #expect(form(bytes, rescalesBytes: true) == DataForm())
    #expect(form(integers) == DataForm(elements: .numbers))
    #expect(form(bytes) == DataForm(elements: .bytes("uint8")))
    #expect(form(bytes / 127.5 - 1) == DataForm(elements: .bytes("uint8 / 127.5 - 1.0")))
    var labels: Labels = [0, 1]
    labels.columns = Self.table
    #expect(TrainingData([integers], [labels]).form { false } == DataForm(columns: Self.table))
  }
}
