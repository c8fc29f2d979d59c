import Datasets
import FileFormats
import TestSupport
import Testing

@Suite("Samples and Labels of NumPy's arrays")
struct SamplesNPYTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func rows(_ samples: Samples) -> [[Float]] { samples.map(\.self) }

  /// Found by fuzzing: four times the product of the first two is more than `Int` holds.
  @Test("takes sizes beside one of 0, however large")
  func emptyLabels() throws {
    let sizes: [UInt8] = [0x65, 0x43, 0, 8, 0x7E, 3, 0x65, 0x43, 0, 0, 0, 0]
    let path = try folder.write("y.idx", [0, 0, 8, 3] + sizes)
    let labels = try Labels(npy: path)
    #expect(labels.sampleSize == 0 && labels.values(at: labels.count - 1).isEmpty)
  }

  @Test("have the array's elements, whatever its type, order and compression")
  func elements() throws {
    let numbers: [Double] = [0.5, -1, 2, 3.25, 4, 5]
    let expected: [[Float]] = [[0.5, -1, 2], [3.25, 4, 5]]
    let files = [
      npyFile("<f8", [2, 3], bytes(numbers)),
      npyFile(">f8", [2, 3], bytes(numbers, isBigEndian: true)),
      npyFile("<f4", [2, 3], bytes(numbers.map { Float($0) }), version: 2),
      npyFile(">f4", [2, 3], bytes(numbers.map { Float($0) }, isBigEndian: true)),
      npyFile("<f8", [2, 3], bytes([0.5, 3.25, -1, 4, 2, 5]), isFortranOrder: true),
      gzipMember(npyFile("<f8", [2, 3], bytes(numbers))),
    ]
    for (index, file) in files.enumerated() {
      let samples = try Samples(npy: folder.write("\(index).npy", file))
      #expect(rows(samples) == expected && samples.shape == [3], "file \(index)")
      let view = samples[[1, 0, 1]] / 2 - 1
      let turned: [[Float]] = [[0.625, 1, 1.5], [-0.75, -1.5, 0], [0.625, 1, 1.5]]
      #expect(rows(view) == turned)
    }
  }

  @Test("in Fortran's order have any number of dimensions")
  func fortran() throws {
    let shape = [3, 2, 4, 2]
    // The elements in C order are 0, 1, 2 and so on.
    let file = (0..<48).map { place in
      let (i, j, k, l) = (place % 3, place / 3 % 2, place / 6 % 4, place / 24)
      return Int16(((i * 2 + j) * 4 + k) * 2 + l)
    }
    let path = try folder.write("a.npy", npyFile("<i2", shape, bytes(file), isFortranOrder: true))
    let samples = try Samples(npy: path)
    #expect(samples.shape == [2, 4, 2])
    #expect(rows(samples) == (0..<3).map { row in (0..<16).map { Float(row * 16 + $0) } })
  }

  /// Several pieces of a megabyte, rows that are longer than one, tiles that are not full.
  @Test(
    "in Fortran's order are transposed whatever their sizes",
    arguments: [
      [300_001, 2, 3], [2, 300_001, 1], [70, 65, 3, 1, 5], [1, 3, 7], [1_100_000, 2], [2, 3, 1],
    ])
  func fortranPieces(shape: [Int]) throws {
    let count = shape.reduce(1, *)
    // The distance in the file between elements whose indices differ by one, for each axis.
    var distances = [Int](repeating: 1, count: shape.count)
    for axis in 1..<shape.count { distances[axis] = distances[axis - 1] * shape[axis - 1] }
    func number(_ place: Int) -> UInt8 { UInt8(truncatingIfNeeded: place * 2_654_435_761 >> 11) }
    let content = (0..<count).map(number)
    let path = try folder.write("f.npy", npyFile("|u1", shape, content, isFortranOrder: true))
    let samples = try Samples(npy: path)
    let size = count / shape[0]
    for index in [0, 1, shape[0] / 2, shape[0] - 1] where index < shape[0] {
      let expected = (0..<size).map { element in
        var (rest, place) = (element, index)
        for axis in (1..<shape.count).reversed() {
          place += rest % shape[axis] * distances[axis]
          rest /= shape[axis]
        }
        return Float(number(place))
      }
      #expect(samples[index] == expected, "sample \(index)")
    }
  }

  @Test("of bytes are bytes, and of one dimension have one number each")
  func kinds() throws {
    let bytes = try Samples(npy: folder.write("a.npy", npyFile("|u1", [2, 2], [0, 51, 102, 255])))
    #expect(bytes.areBytes && rows(bytes / 255) == [[0, 0.2], [0.4, 1]])
    let flags = try Samples(npy: folder.write("b.npy", npyFile("|b1", [3], [0, 1, 1])))
    #expect(!flags.areBytes && flags.shape == [1] && rows(flags) == [[0], [1], [1]])
  }

  @Test("have the fingerprint of the same floats in memory, and another for another type")
  func fingerprints() throws {
    let memory = Samples([[1, 2], [3, 4]] as [[Float]])
    func file(_ type: String, _ content: [UInt8]) throws -> Samples {
      try Samples(npy: folder.write("\(type.dropFirst()).npy", npyFile(type, [2, 2], content)))
    }
    let single = try file("<f4", bytes([1, 2, 3, 4] as [Float]))
    #expect(single.crc32 == memory.crc32 && single[1...].crc32 == memory[1...].crc32)
    let double = try file("<f8", bytes([1, 2, 3, 4] as [Double]))
    #expect(double.crc32 != memory.crc32 && double.viewDescription.contains("float64"))
  }

  @Test(
    "whole numbers are classes, with an index of one too; other arrays are values",
    arguments: [
      ("<i8", [3], .integer), ("|u1", [3, 1], .integer), ("|b1", [3], .integer),
      ("<f4", [3], .dense(shape: [1])), ("<f8", [3, 1], .dense(shape: [1])),
      ("<i4", [3, 2], .dense(shape: [2])),
    ] as [(String, [Int], Labels.Encoding)])
  func labels(type: String, shape: [Int], encoding: Labels.Encoding) throws {
    let count = shape.reduce(1, *)
    let numbers = (0..<count).map { $0 % 2 }
    let content: [UInt8] =
      switch type {
      case "<i8": bytes(numbers.map { Int64($0) })
      case "<i4": bytes(numbers.map { Int32($0) })
      case "<f4": bytes(numbers.map { Float($0) })
      case "<f8": bytes(numbers.map { Double($0) })
      default: numbers.map { UInt8($0) }
      }
    let labels = try Labels(npy: folder.write("y.npy", npyFile(type, shape, content)))
    #expect(labels.encoding == encoding && labels.count == 3)
    let values = (0..<3).flatMap { labels.values(at: $0) }
    #expect(values == numbers.map { Float($0) })
    #expect(labels[[2, 0]].crc32 != labels.crc32)
    if encoding == .integer {
      #expect((0..<3).map { labels[$0] } == numbers)
      #expect(try toCategorical(labels, classCount: 2).values(at: 1) == [0, 1])
      #expect(labels.crc32 == (try Labels(numbers)).crc32)
    } else {
      #expect(
        labels.crc32 == Labels(values: values, shape: labels.sampleSize == 1 ? [1] : [2]).crc32)
    }
  }

  @Test("labels that are neither classes nor finite are named")
  func wrongLabels() throws {
    func message(_ file: [UInt8]) throws -> String {
      let path = try folder.write("y.npy", file)
      let error = #expect(throws: DataFileError.self) { try Labels(npy: path) }
      return error?.description ?? ""
    }
    let classes: [Int32] = [0, 1, -1]
    #expect(try message(npyFile("<i4", [3], bytes(classes))).contains("label 2: found -1"))
    let values: [Float] = [0, 1, 2, .nan, 4, 5]
    #expect(try message(npyFile("<f4", [3, 2], bytes(values))).contains("label 1: found nan"))
    #expect(try message(npyFile("<u8", [1], bytes([UInt64.max]))).contains("more than 63 bits"))
    #expect(try message(npyFile("<i8", [], bytes([1] as [Int64]))).contains("an index"))
  }

  @Test("files of another length than their header says are refused")
  func lengths() throws {
    let file = npyFile("<f4", [2, 3], bytes((0..<6).map { Float($0) }))
    let short = Array(file.dropLast())
    for (other, count) in [
      (short, short.count), (file + [0], file.count + 1), (gzipMember(short), short.count),
    ] {
      let path = try folder.write("a.npy", other)
      let error = #expect(throws: DataFileError.self) { try Samples(npy: path) }
      #expect(error?.found == "\(count) bytes")
    }
    let path = try folder.write("a.npy", gzipMember(npyFile("<f4", [1 << 40], [])))
    let promise = #expect(throws: DataFileError.self) { try Samples(npy: path) }
    #expect(promise?.found.contains("[1099511627776]") == true)
  }
}
