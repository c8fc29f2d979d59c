import Datasets
import FileFormats
import Foundation
import TestSupport
import Testing

@Suite("DataFiles")
struct DataFilesTests {
  private let folder: TemporaryFolder
  private let samples = (0..<24).map { UInt8($0) }

  init() throws {
    folder = try TemporaryFolder()
  }

  private var arrays: [(name: String, file: [UInt8])] {
    [
      ("x_train", npyFile("|u1", [4, 2, 3], samples)),
      ("y_train", npyFile("<i8", [4], bytes([0, 1, 2, 1] as [Int64]))),
      ("x_test", npyFile("|u1", [1, 2, 3], Array(200..<206))),
      ("y_test", npyFile("|u1", [1], [2])),
    ]
  }

  private func archive(
    _ arrays: [(name: String, file: [UInt8])], isDeflated: Bool = false
  ) throws -> String {
    let members = arrays.map {
      ZipFile.Member("\($0.name).npy", $0.file, isDeflated: isDeflated)
    }
    return try folder.write("data.npz", ZipFile(members).file)
  }

  private func load(_ path: String) throws -> SampleSplit {
    let data = try DataFiles.open(path)
    let count = data.layout.regionByteCount
    let region = try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      try unsafe data.read(into: UnsafeMutableRawBufferPointer(buffer))
      filled = count
    }
    return try data.layout.split(region: ByteStorage(region))
  }

  private func expectAll(_ split: SampleSplit) {
    #expect(split.train.samples.shape == [2, 3] && split.train.samples.areBytes)
    #expect(split.train.samples.flatMap(\.self) == samples.map { Float($0) })
    #expect((0..<4).map { split.train.labels[$0] } == [0, 1, 2, 1])
    #expect(split.test.samples.map(\.self) == [[200, 201, 202, 203, 204, 205]])
    #expect(split.test.labels.count == 1 && split.test.labels[0] == 2)
  }

  @Test("are read out of an archive, stored or deflated")
  func archives() throws {
    let stored = try archive(arrays)
    expectAll(try load(stored))
    // Only the labels are in memory: four and one of four bytes, aligned.
    #expect(try DataFiles.open(stored).layout.regionByteCount == 64 + 4)
    expectAll(try load(archive(arrays, isDeflated: true)))
  }

  @Test("give the samples of the test set alone, of an archive that has one")
  func testSamples() throws {
    for isDeflated in [false, true] {
      let samples = try #require(
        try DataFiles.testSamples(of: archive(arrays, isDeflated: isDeflated)))
      #expect(samples.map(\.self) == [[200, 201, 202, 203, 204, 205]])
      #expect(samples.shape == [2, 3] && samples.areBytes)
    }
    #expect(try DataFiles.testSamples(of: archive(Array(arrays.prefix(2)))) == nil)
    #expect(try DataFiles.testSamples(of: folder.write("a.csv", Array("1,2\n".utf8))) == nil)
  }

  @Test("are read out of what NumPy itself has compressed")
  func numPy() throws {
    let bytes = try #require(Data(base64Encoded: savedByNumPy))
    expectAll(try load(folder.write("data.npz", Array(bytes))))
  }

  @Test("are read out of a folder, plain or in gzip")
  func folders() throws {
    for (name, file) in arrays {
      _ = try folder.write(
        "\(name).npy\(name == "y_train" ? ".gz" : "")",
        name == "y_train" ? gzipMember(file) : file)
    }
    #expect(DataFiles.isNamed(by: folder.url.path))
    expectAll(try load(folder.url.path))
  }

  @Test("may have nothing to test with")
  func withoutTest() throws {
    let split = try load(archive(Array(arrays.prefix(2))))
    #expect(split.train.samples.count == 4)
    #expect(split.test.samples.count == 0 && split.test.labels.count == 0)
  }

  /// A change of the four arrays, and words of the message.
  @Test(
    "that do not belong together are refused by name",
    arguments: [
      (["x_train": npyFile("|u1", [3, 2, 3], Array(0..<18))], "y_train.npy: found int64 of"),
      (["x_test": npyFile("|u1", [1, 3, 2], Array(0..<6))], "[count, 2, 3]"),
      (["x_test": npyFile("<f4", [1, 2, 3], [UInt8](repeating: 0, count: 24))], "expected uint8"),
      (["y_test": npyFile("<f4", [1], [0, 0, 0, 0])], "y_test.npy: found float32"),
      (["y_test": []], "found x_test alone"), (["x_train": []], "found y_train alone"),
      (["x_train": [], "y_train": []], "found neither x_train nor y_train"),
      (
        ["x_train": npyFile("|u1", [0, 2], []), "y_train": npyFile("|u1", [0], [])],
        "at least one"
      ),
      (["x_train": npyFile("|u1", [], [1])], "at least one"),
      (["y_train": npyFile("<i2", [4], bytes([0, 1, 2, -7] as [Int16]))], "label 3: found -7"),
      (["x_train": npyFile("|u1", [4, 2, 3], samples23)], "member x_train.npy: found"),
      (["x_train": Array("text".utf8)], "member x_train.npy, byte 0: found"),
    ] as [([String: [UInt8]], String)])
  func mismatches(changes: [String: [UInt8]], words: String) throws {
    let changed = arrays.compactMap { name, file in
      let file = changes[name] ?? file
      return file.isEmpty ? nil : (name, file)
    }
    let path = try archive(changed)
    let error = #expect(throws: DataFileError.self) { try load(path) }
    let text = error?.description ?? ""
    #expect(text.contains("data.npz") && text.contains(words), "\(text)")
  }

  @Test("of another kind are named")
  func otherKinds() throws {
    let path = try folder.write("data.npz", Array("<html>".utf8))
    let error = #expect(throws: DataFileError.self) { try DataFiles.open(path) }
    #expect(error?.found == "an HTML page")
    #expect(throws: FileError.self) { try DataFiles.open(folder.path("none.npz")) }
    #expect(DataFiles.isNamed(by: folder.path("none.npz")))
    #expect(!DataFiles.isNamed(by: folder.url.path) && !DataFiles.isNamed(by: folder.path("none")))
  }

  @Test("whose stored bytes are damaged are refused before they are mapped")
  func damaged() throws {
    var file = try folder.bytes((archive(arrays) as NSString).lastPathComponent)
    let first = try #require(file.indices.first { file[$0...].starts(with: samples) })
    file[first + 5] ^= 1
    let path = try folder.write("data.npz", file)
    let error = #expect(throws: DataFileError.self) { try DataFiles.open(path) }
    #expect(error?.description.contains("member x_train.npy: found a content with") == true)
  }

  @Test("that have changed since they were described are refused")
  func changed() throws {
    let path = try archive(arrays)
    let layout = try DataFiles.open(path).layout
    _ = try archive(arrays, isDeflated: true)
    let error = #expect(throws: DataFileError.self) {
      try layout.split(region: ByteStorage([UInt8](repeating: 0, count: layout.regionByteCount)))
    }
    #expect(error?.found.contains("than a moment ago") == true)
  }
}

/// One byte too few.
private let samples23 = [UInt8](repeating: 0, count: 23)

/// `numpy.savez_compressed` of NumPy 2.4.6, of the same four arrays, labels as `int64`.
private let savedByNumPy = """
  UEsDBC0AAAAIAAAAIQBFgVML//////////8LABQAeF90cmFpbi5ucHkBABAAmAAAAAAAAABhAAAAAAAAAJvsF+obEMnI\
  UMZQrZ6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GiY6CkY6CsaaOgq1CuQBLgZGJmYW\
  VjZ2Dk4ubh5ePn4BQSFhEVExcQBQSwMELQAAAAgAAAAhAL7E/5P//////////wsAFAB5X3RyYWluLm5weQEAEACgAAAA\
  AAAAAEwAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvka\
  JjqaOgq1ChQALgYoYITSTGh8AFBLAwQtAAAACAAAACEAi3o/GP//////////CgAUAHhfdGVzdC5ucHkBABAAhgAAAAAA\
  AABQAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GoY6\
  CkY6CsaaOgq1CuQBrhMnT50+cxYAUEsDBC0AAAAIAAAAIQDdnZvQ//////////8KABQAeV90ZXN0Lm5weQEAEACIAAAA\
  AAAAAEgAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvka\
  hjqaOgq1ChQALiYGCAAAUEsBAi0DLQAAAAgAAAAhAEWBUwthAAAAmAAAAAsAAAAAAAAAAAAAAIABAAAAAHhfdHJhaW4u\
  bnB5UEsBAi0DLQAAAAgAAAAhAL7E/5NMAAAAoAAAAAsAAAAAAAAAAAAAAIABngAAAHlfdHJhaW4ubnB5UEsBAi0DLQAA\
  AAgAAAAhAIt6PxhQAAAAhgAAAAoAAAAAAAAAAAAAAIABJwEAAHhfdGVzdC5ucHlQSwECLQMtAAAACAAAACEA3Z2b0EgA\
  AACIAAAACgAAAAAAAAAAAAAAgAGzAQAAeV90ZXN0Lm5weVBLBQYAAAAABAAEAOIAAAA3AgAAAAA=
  """
