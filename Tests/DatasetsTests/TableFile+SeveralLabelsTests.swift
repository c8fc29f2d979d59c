import Datasets
import FileFormats
import TestSupport
import Testing

/// Tables with a value in each of several columns.
@Suite("TableFile, several columns of labels")
struct TableFileSeveralLabelsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func load(
    _ text: String, _ options: TableFile.Options
  ) throws -> (samples: Samples, labels: Labels) {
    let path = try folder.write("t.csv", Array(text.utf8))
    func load(_ byteCount: Int) throws -> (samples: Samples, labels: Labels, bytes: [UInt8]) {
      let table = try TableFile(path, options, maximumKeptByteCount: byteCount)
      var region = [UInt8](repeating: 0, count: table.layout.regionByteCount)
      try unsafe region.withUnsafeMutableBytes { try unsafe table.read(into: $0) }
      let (samples, labels) = try table.layout.split(region: ByteStorage(region)).train
      return (samples, labels, region)
    }
    // Read once, and read twice.
    let (samples, labels, bytes) = try load(TableFile.maximumKeptByteCount)
    #expect(try load(0).bytes == bytes)
    return (samples, labels)
  }

  private func options(
    _ columns: String..., as known: TableColumns? = nil
  ) -> TableFile.Options {
    TableFile.Options(labelColumns: columns, columns: known)
  }

  private let shots = "range,speed,angle,height\n1.5,2,3,4\n5,6,7,8\n9,10,11,12.5\n"

  @Test("makes rows of values in the given order")
  func values() throws {
    let (samples, labels) = try load(shots, options("height", "range"))
    #expect(samples.map(\.self) == [[2, 3], [6, 7], [10, 11]])
    #expect(labels.encoding == .dense(shape: [2]) && labels.count == 3)
    #expect((0..<3).map { labels.values(at: $0) } == [[4, 1.5], [8, 5], [12.5, 9]])
    #expect(labels.columnNames == ["height", "range"] && labels.classNames == nil)
    #expect(labels.columns?.features == ["speed", "angle"])
    // A name with a comma is one name.
    let named = try load("\"a,b\",c,d\n1,2,3\n", options("a,b", "d")).labels
    #expect(named.columnNames == ["a,b", "d"] && named.values(at: 0) == [1, 3])
  }

  @Test("takes positions, and whole numbers as values")
  func positions() throws {
    let (samples, labels) = try load("1,2,3\n4,5,6\n", options("-1", "1"))
    #expect(samples.map(\.self) == [[2], [5]] && labels.columnNames == nil)
    #expect((0..<2).map { labels.values(at: $0) } == [[3, 1], [6, 4]])
    #expect(labels.columns?.labels == ["3", "1"])
  }

  @Test("reads another table as the first one was")
  func known() throws {
    let columns = try load(shots, options("height", "range")).labels.columns
    let turned = "angle,height,speed,range\n3,4,2,1.5\n"
    let (samples, labels) = try load(turned, options(as: columns))
    #expect(samples.map(\.self) == [[2, 3]] && labels.values(at: 0) == [4, 1.5])
    // Samples alone, with all, some or none of the labels.
    for text in [turned, "angle,height,speed\n3,4,2\n", "angle,speed\n3,2\n"] {
      let path = try folder.write("x.csv", Array(text.utf8))
      let samples = try Samples(table: path, columns: #require(columns))
      #expect(samples.map(\.self) == [[2, 3]], "\(text)")
    }
    let plain = try load("1,2,3\n4,5,6\n", options("1", "3")).labels.columns
    for text in ["7,8,9\n", "8\n"] {
      let path = try folder.write("x.csv", Array(text.utf8))
      #expect(try Samples(table: path, columns: #require(plain)).map(\.self) == [[8]], "\(text)")
    }
  }

  @Test("keeps the order of the model's outputs, whatever order is asked for")
  func order() throws {
    let columns = try load(shots, options("height", "range")).labels.columns
    for asked in [["range", "height"], ["1", "4"], ["-1", "range"]] {
      let options = TableFile.Options(labelColumns: asked, columns: columns)
      #expect(try load(shots, options).labels.values(at: 0) == [4, 1.5], "\(asked)")
    }
    // Columns of other names are as they are given.
    let other = "far,speed,angle,high\n1.5,2,3,4\n"
    #expect(try load(other, options("far", "high", as: columns)).labels.values(at: 0) == [1.5, 4])
    let mixed = "range,speed,angle,height,high\n1.5,2,3,4,5\n"
    let error = #expect(throws: DataFileError.self) {
      try load(mixed, options("range", "high", as: columns))
    }
    #expect(error?.description.contains("expected all of height, range") == true, "\(error)")
    let plain = try load("1,2,3\n4,5,6\n", options("3", "1")).labels.columns
    #expect(try load("7,8,9\n", options("1", "3", as: plain)).labels.values(at: 0) == [9, 7])
  }

  @Test("passes over labels by position for a model that knows no names, or by the header's name")
  func withoutNames() throws {
    let known = TableColumns(features: nil, featureCount: 2, labels: ["3"])
    for text in [
      "1,2\n", "1,2,9\n", "a,b\n1,2\n", "a,b,kind\n1,2,9\n", "label,a,b\n9,1,2\n",
      "a,Label,b\n1,9,2\n",
    ] {
      let path = try folder.write("x.csv", Array(text.utf8))
      #expect(try Samples(table: path, columns: known).map(\.self) == [[1, 2]], "\(text)")
    }
    let path = try folder.write("x.csv", Array("a,label\n1,2\n".utf8))
    #expect(throws: DataFileError.self) { try Samples(table: path, columns: known) }
  }

  @Test(
    "names what is wrong",
    arguments: [
      (["range", "range"], "", "line 1: found column \"range\" for the labels a second time"),
      (["range", "1"], "", "line 1: found column \"1\" for the labels a second time"),
      (
        ["range", "depth"], "", "line 1: found no column \"depth\" for the labels; expected one of"
      ),
      (["range", "9"], "", "line 1: found no column \"9\""),
      (
        ["range", "speed", "angle", "height"], "",
        "line 1: found 4 columns, all of labels; expected columns of numbers beside them"
      ),
      (
        ["range", "height"], "1,2,3,far\n",
        "line 5, row 4, column \"height\": found 'far'; expected a number: labels in several"
      ),
      (
        ["range", "height"], ",2,3,4\n",
        "line 5, row 4, column \"range\": found no value; expected a number; fill missing"
      ),
      (["range", "height"], "1,2,3,1e39\n", "line 5, row 4, column \"height\": found '1e39'"),
      (["range", "height"], "1,2,3\n", "line 5, row 4: found 3 fields; expected 4"),
    ] as [([String], String, String)])
  func errors(columns: [String], row: String, words: String) throws {
    for byteCount in [TableFile.maximumKeptByteCount, 0] {
      let path = try folder.write("t.csv", Array((shots + row).utf8))
      let error = #expect(throws: DataFileError.self) {
        let table = try TableFile(
          path, TableFile.Options(labelColumns: columns), maximumKeptByteCount: byteCount)
        var region = [UInt8](repeating: 0, count: table.layout.regionByteCount)
        try unsafe region.withUnsafeMutableBytes { try unsafe table.read(into: $0) }
      }
      #expect(error?.description.contains("t.csv: " + words) == true, "\(error as Any)")
    }
  }

  @Test("expects as many columns as the model was trained with")
  func counts() throws {
    let two = try load(shots, options("height", "range")).labels.columns
    let one = try load(shots, options("height")).labels.columns
    for (columns, known, words) in [
      (["height"], two, "found one column of labels; expected 2"),
      (["height", "range"], one, "found 2 columns of labels; expected 1"),
      (["height", "speed"], two, "found the labels in column \"speed\"; expected another"),
    ] {
      let error = #expect(throws: DataFileError.self) {
        try load(shots, TableFile.Options(labelColumns: columns, columns: known))
      }
      #expect(error?.description.contains(words) == true, "\(error as Any)")
    }
  }
}
