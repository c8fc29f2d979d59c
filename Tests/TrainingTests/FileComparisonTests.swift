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
      ("BOOL", 1, 1, 0, "1", "0", 1), ("U8", 1, 0, 255, "0", "255", 255),
      ("I8", 1, 0x80, 0x7F, "-128", "127", 255), ("U16", 2, 0xFFFF, 0, "65535", "0", 65_535),
      ("I16", 2, 0xFFFD, 400, "-3", "400", 403),
      ("U32", 4, 0xFFFF_FFFF, 0, "4294967295", "0", 0xFFFF_FFFF),
      ("I32", 4, 0x8000_0000, 1, "-2147483648", "1", 0x8000_0001),
      ("U64", 8, .max, 1, "18446744073709551615", "1", .max - 1),
      ("U64", 8, 1 << 63, 1 << 63 - 1, "9223372036854775808", "9223372036854775807", 1),
      ("I64", 8, 1 << 63, 1 << 63 - 1, "-9223372036854775808", "9223372036854775807", .max),
      ("I64", 8, 1 << 53, 1 << 53 + 1, "9007199254740992", "9007199254740993", 1),
    ] as [(String, Int, UInt64, UInt64, String, String, UInt64)])
  func comparesWholeNumbers(
    type: String, size: Int, bits: UInt64, other: UInt64, text: String, otherText: String,
    distance: UInt64
  ) throws {
    try withTemporaryDirectory { folder in
      let one = try file(in: folder, "one", type, shape: [2], [3, bits], size: size)
      #expect(
        try FileComparison(one, file(in: folder, "b", type, shape: [2], [3, bits], size: size))
          .isSame)
      let found = try FileComparison(
        one, file(in: folder, "c", type, shape: [2], [3, other], size: size))
      guard case .values(let difference)? = found.tensors.first?.change else {
        Issue.record("\(found.tensors)")
        return
      }
      #expect(difference.count == 1 && difference.scale == .whole)
      #expect(difference.first?.index == 1)
      #expect(try #require(difference.first?.texts) == (text, otherText))
      #expect(difference.furthest?.units == distance)
    }
  }

  /// Such as the types of eight bits that this program does not read.
  @Test(
    "compares tensors of a type that is not known by their bits",
    arguments: [
      ("F8_E4M3", [2], 1, "0x01", "0x81", [1]),
      ("C64", [1, 2], 8, "0x0000000000000001", "0x0000000000000081", [0, 1]),
      // Two elements a byte: what differs is the second byte.
      ("F4", [2, 2], 1, "0x01", "0x81", [1]),
    ] as [(String, [Int], Int, String, String, [Int])])
  func comparesUnknownTypes(
    type: String, shape: [Int], size: Int, text: String, otherText: String, indices: [Int]
  ) throws {
    try withTemporaryDirectory { folder in
      let one = try file(in: folder, "one", type, shape: shape, [0, 1], size: size)
      #expect(
        try FileComparison(one, file(in: folder, "b", type, shape: shape, [0, 1], size: size))
          .isSame)
      let found = try FileComparison(
        one, file(in: folder, "c", type, shape: shape, [0, 0x81], size: size))
      let tensor = try #require(found.tensors.first)
      guard case .values(let difference) = tensor.change else {
        Issue.record("\(tensor)")
        return
      }
      #expect(difference.count == 1 && difference.elementCount == 2)
      #expect(difference.scale == .unknown && difference.first?.units == nil)
      #expect(difference.first?.indices(in: tensor.shape) == indices)
      #expect(try #require(difference.first?.texts) == (text, otherText))
      let ofOtherType = try file(in: folder, "d", "F8_E5M2", shape: shape, [0, 1], size: size)
      #expect(
        try FileComparison(one, ofOtherType).tensors.map(\.change) == [
          .form("\(type) \(shape)", "F8_E5M2 \(shape)")
        ])
    }
  }

  /// Writes a file with one tensor, `a`, by the bits of its elements.
  private func file(
    in folder: URL, _ name: String, _ type: String, shape: [Int], _ elements: [UInt64], size: Int
  ) throws -> SafetensorsFile {
    let header =
      #"{"a":{"dtype":"\#(type)","shape":\#(shape),"#
      + #""data_offsets":[0,\#(elements.count * size)]}}"#
    func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var bytes = littleEndian(UInt64(header.utf8.count), 8) + header.utf8
    for element in elements { bytes += littleEndian(element, size) }
    let url = folder.appending(path: name)
    try Data(bytes).write(to: url)
    return try SafetensorsFile(url.path)
  }

  @Test func tellsNaNOfOtherBitsApart() throws {
    let difference = TensorDifference([Float.nan], [Float(nan: 1, signaling: false)])
    let texts = try #require(difference.first?.texts)
    #expect(texts.0 == "nan" && texts.1 != "nan")
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
