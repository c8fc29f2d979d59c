import FileFormats
import Foundation
import TestSupport
import Testing

@testable import Training

@Suite("FileComparison")
struct FileComparisonTests {
  private static let kernel: [Float] = [1, -2, 0.5, 0, 3, 4]
  private static let settings = [
    "compile": #"{"optimizer":{"class_name":"Adam","config":{"learning_rate":0.001}}}"#,
    "seed": #""7""#,
  ]

  private func comparison(
    _ tensors: [(String, [Int], [Float])], _ metadata: [String: String] = Self.settings
  ) throws -> FileComparison {
    try withTemporaryDirectory { folder in
      func file(
        _ name: String, _ metadata: [String: String], _ tensors: [(String, [Int], [Float])]
      ) throws -> SafetensorsFile {
        let path = folder.appending(path: name).path
        var writer = SafetensorsWriter(metadata: metadata, checksums: true)
        for tensor in tensors { writer.add(tensor.0, shape: tensor.1, tensor.2) }
        try writer.write(to: path)
        return try SafetensorsFile(path)
      }
      return try FileComparison(
        file("one", Self.settings, [("bias", [2], [1, 2]), ("kernel", [2, 3], Self.kernel)]),
        file("other", metadata, tensors))
    }
  }

  @Test func findsNothingInTheSameContent() throws {
    let found = try comparison([("kernel", [2, 3], Self.kernel), ("bias", [2], [1, 2])])
    #expect(found.isSame)
    #expect(found.tensorCount == 2)
  }

  @Test func findsTheElementAndItsDistance() throws {
    var kernel = Self.kernel
    kernel[4] = kernel[4].nextUp.nextUp
    kernel[5] = kernel[5].nextDown
    let found = try comparison([("kernel", [2, 3], kernel), ("bias", [2], [1, 2])])
    #expect(found.settings.isEmpty)
    let tensor = try #require(found.tensors.first)
    #expect(found.tensors.count == 1 && tensor.name == "kernel")
    guard case .values(let difference) = tensor.change else {
      Issue.record("\(tensor.change)")
      return
    }
    #expect(difference.count == 2 && difference.elementCount == 6)
    let first = try #require(difference.first)
    #expect(first.indices(in: tensor.shape) == [1, 1])
    #expect(first.units == 2 && difference.furthest == first)
    #expect(first.values == (3, Double(kernel[4])))
    #expect(first.texts == ("3.0", "3.0000005"))
  }

  /// Zeros of both signs are the same number with other bits; a NaN is further than any number.
  @Test(
    "counts bits, not numbers",
    arguments: [
      (Float(0), Float(-0.0), UInt64(0)), (.leastNonzeroMagnitude, -.leastNonzeroMagnitude, 2),
      (1, .nan, nil), (.nan, Float(nan: 1, signaling: false), nil),
      (-.greatestFiniteMagnitude, .greatestFiniteMagnitude, 2 * 0x7F7F_FFFF),
    ] as [(Float, Float, UInt64?)])
  func units(one: Float, other: Float, expected: UInt64?) throws {
    let difference = TensorDifference([one], [other])
    #expect(difference.count == 1, "\(one) and \(other)")
    let first = try #require(difference.first)
    #expect(first.units == expected)
    if !one.isNaN { #expect(first.values.0 != 0 || one == 0) }
  }

  @Test func takesNaNForTheFurthest() {
    let difference = TensorDifference([Float(1), 2, 3], [Float(9), .nan, 3.5])
    #expect(difference.furthest?.index == 1)
    #expect(difference.first?.index == 0)
  }

  @Test func namesWhatOnlyOneFileHasAndOtherForms() throws {
    let found = try comparison([("bias", [1, 2], [1, 2]), ("gamma", [1], [1])])
    #expect(found.tensors.map(\.name) == ["bias", "kernel", "gamma"])
    #expect(
      found.tensors.map(\.change) == [
        .form("F32 [2]", "F32 [1, 2]"), .missing(inFirst: false), .missing(inFirst: true),
      ])
  }

  @Test func looksIntoSettings() throws {
    let found = try comparison(
      [("kernel", [2, 3], Self.kernel), ("bias", [2], [1, 2])],
      [
        "compile": #"{"optimizer":{"class_name":"Adam","config":{"learning_rate":0.01}}}"#,
        "note": "not JSON",
      ])
    #expect(
      found.settings == [
        SettingDifference(
          path: "compile.optimizer.config.learning_rate", values: (.number(0.001), .number(0.01))),
        SettingDifference(path: "note", values: (nil, .string("not JSON"))),
        SettingDifference(path: "seed", values: (.string("7"), nil)),
      ])
    #expect(found.tensors.isEmpty && !found.isSame)
  }

  @Test(
    arguments: [
      ("BOOL", 1, [1, 0]), ("I16", 2, [-3, 400]), ("U64", 8, [1, -1]), ("I64", 8, [5, .min]),
    ] as [(String, Int, [Int64])])
  func comparesWholeNumbers(type: String, size: Int, values: [Int64]) throws {
    try withTemporaryDirectory { folder in
      func file(_ name: String, _ values: [Int64]) throws -> SafetensorsFile {
        let header =
          #"{"a":{"dtype":"\#(type)","shape":[\#(values.count)],"#
          + #""data_offsets":[0,\#(values.count * size)]}}"#
        func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
          (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        var bytes = littleEndian(UInt64(header.utf8.count), 8) + header.utf8
        for value in values { bytes += littleEndian(UInt64(bitPattern: value), size) }
        let url = folder.appending(path: name)
        try Data(bytes).write(to: url)
        return try SafetensorsFile(url.path)
      }
      let one = try file("one", values)
      #expect(try one.integers("a") == values)
      #expect(try FileComparison(one, file("same", values)).isSame)
      let found = try FileComparison(one, file("other", [values[0], 1]))
      #expect(found.tensors.map(\.name) == ["a"])
    }
  }

  /// Neighbours in the type, which are thousands of floats apart.
  @Test(
    "counts units of half precision and of bfloat16 in their own type",
    arguments: [
      ("F16", 0x4900, 0x4901, "10.0", UInt64(1)), ("F16", 0x0001, 0x8001, "5.9604645e-08", 2),
      ("F16", 0x0400, 0x03FF, "6.1035156e-05", 1), ("F16", 0x0000, 0x8000, "0.0", 0),
      ("F16", 0x7C00, 0x7BFF, "inf", 1), ("F16", 0x3C00, 0x7E00, "1.0", nil),
      ("BF16", 0x3F80, 0x3F81, "1.0", 1), ("BF16", 0x3F80, 0x7FC0, "1.0", nil),
    ] as [(String, UInt16, UInt16, String, UInt64?)])
  func comparesNarrowNumbers(
    type: String, one: UInt16, other: UInt16, text: String, units: UInt64?
  ) throws {
    try withTemporaryDirectory { folder in
      func file(_ name: String, _ bits: UInt16) throws -> SafetensorsFile {
        let header = #"{"a":{"dtype":"\#(type)","shape":[1],"data_offsets":[0,2]}}"#
        let size = [UInt8(header.utf8.count)] + [UInt8](repeating: 0, count: 7)
        let url = folder.appending(path: name)
        try Data(size + header.utf8 + [UInt8(bits & 255), UInt8(bits >> 8)]).write(to: url)
        return try SafetensorsFile(url.path)
      }
      let found = try FileComparison(file("one", one), file("other", other))
      guard case .values(let difference)? = found.tensors.first?.change else {
        Issue.record("\(found.tensors)")
        return
      }
      #expect(difference.count == 1)
      #expect(difference.first?.units == units)
      #expect(difference.first?.texts.0 == text)
    }
  }
}
