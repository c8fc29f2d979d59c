import Datasets
import FileFormats
import Foundation
import TestSupport
import Testing

@Suite("TableFile")
struct TableFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func load(
    _ text: String, _ options: TableFile.Options = TableFile.Options(), name: String = "t.csv"
  ) throws -> (samples: Samples, labels: Labels) {
    let path = try folder.write(name, Array(text.utf8))
    func load(_ byteCount: Int) throws -> (samples: Samples, labels: Labels, bytes: [UInt8]) {
      let table = try TableFile(path, options, maximumKeptByteCount: byteCount)
      let count = table.layout.regionByteCount
      var region = [UInt8](repeating: 0, count: count)
      try unsafe region.withUnsafeMutableBytes { try unsafe table.read(into: $0) }
      let (samples, labels) = try table.layout.split(region: ByteStorage(region)).train
      return (samples, labels, region)
    }
    // Read once, and read twice.
    let (samples, labels, bytes) = try load(TableFile.maximumKeptByteCount)
    #expect(try load(0).bytes == bytes)
    return (samples, labels)
  }

  private static func options(
    _ label: String?, _ header: DataFiles.Header = .auto
  ) -> TableFile.Options {
    TableFile.Options(labelColumns: label.map { [$0] } ?? [], header: header)
  }

  private let flowers = """
    length,width,species
    5.1,3.5,setosa
    7,3.2,versicolor
    6.3,3.3,virginica
    4.9,3,setosa
    """

  @Test("makes samples of numbers, and classes of texts in the order of their bytes")
  func texts() throws {
    let (samples, labels) = try load(flowers)
    #expect(samples.map(\.self) == [[5.1, 3.5], [7, 3.2], [6.3, 3.3], [4.9, 3]])
    #expect(labels.encoding == .integer && (0..<4).map { labels[$0] } == [0, 1, 2, 0])
    #expect(labels.classNames == ["setosa", "versicolor", "virginica"])
    #expect(labels[1...].classNames?.count == 3)
    // Upper case comes before lower case, and both before letters outside of ASCII.
    let sorted = try load("1,b\n2,B\n3,é\n4,a", TableFile.Options(header: .no)).labels
    #expect(sorted.classNames == ["B", "a", "b", "é"])
  }

  @Test(
    "finds the column of labels",
    arguments: [
      ("a,label,b\n1,0,2\n3,1,4", nil, [[1, 2], [3, 4]], [0, 1]),
      ("a,b,c\n1,2,0\n3,4,1", nil, [[1, 2], [3, 4]], [0, 1]),
      ("a,b,c\n0,1,2\n1,3,4", "a", [[1, 2], [3, 4]], [0, 1]),
      ("a,b,c\n1,0,2\n3,1,4", "2", [[1, 2], [3, 4]], [0, 1]),
      ("1,0,2\n3,1,4", "-2", [[1, 2], [3, 4]], [0, 1]),
      ("1,2,0\n3,4,1", nil, [[1, 2], [3, 4]], [0, 1]),
      ("3,1,2\n1,2,0\n3,4,1", nil, [[3, 1], [1, 2], [3, 4]], [2, 0, 1]),
      // The word as it is comes before other spellings, and decimal commas are none of fields.
      ("Label,a,label\n1,2,0\n3,4,1", nil, [[1, 2], [3, 4]], [0, 1]),
    ] as [(String, String?, [[Float]], [Int])])
  func columns(text: String, label: String?, rows: [[Float]], classes: [Int]) throws {
    let (samples, labels) = try load(text, Self.options(label))
    #expect(samples.map(\.self) == rows)
    #expect((0..<labels.count).map { labels[$0] } == classes)
  }

  @Test(
    "takes the first row as it is told to",
    arguments: [
      // As pandas writes a table without names, or a sequence.
      ("0,1,2,3\n1,2,5,0\n3,4,5,1", nil, .yes, [[1, 2, 5], [3, 4, 5]], [0, 1]),
      ("0,1,2\n3,4,5", nil, .no, [[0, 1], [3, 4]], [2, 5]),
      // A column's name comes before a position.
      ("0,1,2,3\n1,0,2,5\n3,1,4,5", "1", .yes, [[1, 2, 5], [3, 4, 5]], [0, 1]),
      // Names that are numbers, and a label that occurs once.
      ("2019,2020,label\n1,2,0\n3,4,1", nil, .yes, [[1, 2], [3, 4]], [0, 1]),
      ("5,3,a\n4,2,b\n6,1,b", nil, .no, [[5, 3], [4, 2], [6, 1]], [0, 1, 1]),
      ("5,3,a\n4,2,1\n6,1,1", nil, .no, [[5, 3], [4, 2], [6, 1]], [1, 0, 0]),
    ] as [(String, String?, DataFiles.Header, [[Float]], [Int])])
  func header(
    text: String, label: String?, header: DataFiles.Header, rows: [[Float]], classes: [Int]
  ) throws {
    let options = Self.options(label, header)
    let (samples, labels) = try load(text, options)
    #expect(samples.map(\.self) == rows)
    #expect((0..<labels.count).map { labels[$0] } == classes)
    let error = #expect(throws: DataFileError.self) {
      try load(text, Self.options(label))
    }
    #expect(error?.description.hasSuffix("expected yes or no to say which (header)") == true)
    // As the model's table was.
    let known = TableFile.Options(
      labelColumns: label.map { [$0] } ?? [], columns: labels.columns)
    if header == .yes { #expect(try load(text, known).samples.map(\.self) == rows) }
  }

  @Test("makes values of labels that are no whole numbers from 0 up")
  func values() throws {
    for text in ["1,2\n1,0.5", "1,2\n1,-1", "1,2.0\n1,3"] {
      let labels = try load(text).labels
      #expect(labels.encoding == .dense(shape: [1]) && labels.classNames == nil)
    }
    #expect(try load("1,1\n1,0.5\n1,1e2").labels.values(at: 2) == [100])
    #expect(try load("a,b\n1,1\n1,0.5\n1,x").labels.classNames == ["0.5", "1", "x"])
    // Codes are no numbers.
    #expect(try load("a,b\n1,1\n1,01\n1,001").labels.classNames == ["001", "01", "1"])
  }

  @Test(
    "names the row and the column of what is missing or wrong",
    arguments: [
      ("a,b\n1,0\n,1", "line 3, row 2, column \"a\": found no value; expected a number"),
      ("a,b\n1,0\n\nNA,1", "line 4, row 2, column \"a\": found no value ('NA'); expected a number"),
      ("a,b\n1,0\n2,", "line 3, row 2, column \"b\": found no value; expected a label"),
      ("a,b\n1,x\n2,\"\"", "line 3, row 2, column \"b\": found an empty text; expected a label of"),
      ("1,0\nred,1", "line 2, row 2, column 1: found 'red'; expected a number"),
      (
        "a;b\n0,5;1",
        "line 2, row 1, column \"a\": found '0,5'; expected a number with a decimal point"
      ),
      ("a,b\n1,0\n1e39,1", "line 3, row 2, column \"a\": found '1e39'"),
      ("a,b\n1,0\n2,1,3", "line 3, row 2: found 3 fields; expected 2"),
      ("a,b\n1,0\n2", "line 3, row 2: found 1 fields; expected 2"),
      ("0,1,species\n5,3,a\n4,2,a\n6,1,b", "line 1: found the label 'species' there alone"),
      ("0,1\n1,0\n1,1", "line 1: found 0,1: a header, or a row"),
      ("2019,x\n1,0\n1,1", "line 1: found 'x' above a number: a header, or a row"),
      ("1,5;0\n2,5;1", "line 1, row 1, column 1: found '1,5'"),
      ("a,b\n", "found a header alone"), ("", "found an empty file"),
      ("1\n2", "line 1: found one column"),
      ("a,1,b\nc,0,d", "line 1, row 1, column 1: found 'a'"),
      (",a,b\n0,1,0", "line 1, column 1: found no name beside others"),
      ("a,b,a\n0,1,0", "line 1, column 3: found the name \"a\" a second time"),
    ])
  func errors(text: String, words: String) throws {
    let error = #expect(throws: DataFileError.self) { try load(text) }
    #expect(error?.description.contains("t.csv: " + words) == true, "\(error as Any)")
  }

  @Test("refuses texts with more combining marks than can be compared, at once")
  func marks() throws {
    let text = "a" + String(repeating: "\u{301}\u{316}", count: 100_000)
    let label = "a" + String(repeating: "\u{301}", count: 40)
    for (table, place) in [
      ("\(text),b,label\n1,2,0\n3,4,1\n", "line 1, column 1"),
      ("a,b,label\n1,2,\(label)\n3,4,y\n", "line 2, row 1, column \"label\""),
    ] {
      let error = #expect(throws: DataFileError.self) { try load(table) }
      #expect(
        error?.description.contains(
          "\(place): found a text with more than 30 combining marks in a row; expected at most 30")
          == true, "\(error as Any)")
    }
  }

  @Test(
    "tells a first row that could be a header from others",
    arguments: [
      ([2019, 2020, 2021], "4", "2019,2020,2021,7000"), ([1, 2, 3], "1", nil),
      ([1, 2, 3], "4", "1,2,3,7000"), ([1, 2, 2], "4", nil), ([3, 2, 4], "4", nil),
      ([1, 2.5, 3], "4", nil),
    ] as [([Float], String, String?)])
  func countingRow(row: [Float], label: String, expected: String?) throws {
    let columns = TableColumns(features: nil, featureCount: 3, labels: [label])
    let data = (samples: Samples([row]), labels: try Labels([7_000]))
    #expect(columns.countingRow(data) == expected)
    let named = TableColumns(features: ["a", "b", "c"], featureCount: 3, labels: ["d"])
    #expect(named.countingRow(data) == nil)
  }

  @Test("lists the columns where there is none of the name")
  func noColumn() throws {
    for (name, words) in [("species ", "length, width, species"), ("4", "length"), ("0", "length")]
    {
      let error = #expect(throws: DataFileError.self) {
        try load(flowers, Self.options(name))
      }
      #expect(error?.found == "no column \"\(name)\" for the labels")
      #expect(error?.expected.contains(words) == true)
    }
  }

  @Test("refuses labels that are names of samples, and texts in no encoding")
  func manyTexts() throws {
    let rows = (0..<10_001).map { "1,n\($0)\n" }.joined()
    let error = #expect(throws: DataFileError.self) { try load(rows) }
    #expect(error?.found.hasPrefix("more than 10000 different texts") == true)
    let path = try folder.write("l.csv", Array("1,".utf8) + [0xE9, 0x0A])
    let latin = #expect(throws: DataFileError.self) { try TableFile(path, TableFile.Options()) }
    #expect(latin?.found == "a text that is not UTF-8")
    let header = try folder.write("h.csv", [0xE9] + Array(",b\n1,0\n".utf8))
    let named = #expect(throws: DataFileError.self) { try TableFile(header, TableFile.Options()) }
    #expect(named?.found == "a name that is not UTF-8")
  }

  @Test("reads another table as the first one was: by names, and with its classes")
  func known() throws {
    let columns = try load(flowers).labels.columns
    let options = TableFile.Options(columns: columns)
    let (samples, labels) = try load(
      "species,id,width,length\nvirginica,7,1,2\nversicolor,8,3,4", options)
    #expect(samples.map(\.self) == [[2, 1], [4, 3]])
    #expect((0..<2).map { labels[$0] } == [2, 1] && labels.classNames == columns?.classes)
    for (text, words) in [
      ("length,width,species\n1,2,rosa", "one of the classes setosa, versicolor, virginica"),
      ("length,species\n1,setosa", "those that the model was trained with"),
      ("1,2,setosa", "one of 1 to 3"), ("length,width,kind\n1,2,setosa", "one of length, width"),
    ] {
      let error = #expect(throws: DataFileError.self) { try load(text, options) }
      #expect(error?.expected.contains(words) == true, "\(error as Any)")
    }
    let numbers = TableFile.Options(columns: try load("1,2,0\n3,4,1").labels.columns)
    let texts = #expect(throws: DataFileError.self) { try load("1,2,a\n3,4,b", numbers) }
    #expect(texts?.found == "texts")
    let count = #expect(throws: DataFileError.self) { try load("1,2,3,0", numbers) }
    #expect(count?.found == "3 columns beside the labels")
  }

  @Test("that changes between its two readings is refused")
  func changed() throws {
    let table = try TableFile(
      folder.write("t.csv", Array(flowers.utf8)), TableFile.Options(), maximumKeptByteCount: 0)
    _ = try folder.write("t.csv", Array((flowers + "\n1,2,setosa").utf8))
    var region = [UInt8](repeating: 0, count: table.layout.regionByteCount)
    let error = #expect(throws: DataFileError.self) {
      try unsafe region.withUnsafeMutableBytes { try unsafe table.read(into: $0) }
    }
    #expect(error?.found == "another number of rows than a moment ago")
  }
}
