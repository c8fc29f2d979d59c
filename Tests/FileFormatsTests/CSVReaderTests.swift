import FileFormats
import TestSupport
import Testing

@Suite("CSVReader")
struct CSVReaderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func reader(_ text: String) throws -> CSVReader {
    try CSVReader(folder.write("a.csv", Array(text.utf8)))
  }

  private func rows(_ text: String) throws -> [[String]] {
    let reader = try reader(text)
    var rows: [[String]] = []
    while try reader.next() { rows.append((0..<reader.fieldCount).map { reader.text($0) }) }
    return rows
  }

  @Test(
    "divides rows into fields",
    arguments: [
      ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]), ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
      ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
      ("\n\r\na,b\n\n\n1,2\n\n", [["a", "b"], ["1", "2"]]),
      ("a,b,\n,,c", [["a", "b", ""], ["", "", "c"]]), ("a;b,c;d\n", [["a", "b,c", "d"]]),
      ("a\tb c\t\n", [["a", "b c", ""]]), (" a , b\t,c d ", [["a", "b", "c d"]]),
      ("\u{FEFF}a,b", [["a", "b"]]), ("\"a,b\",\"c\nd\"\n1,2", [["a,b", "c\nd"], ["1", "2"]]),
      ("\"a \"\"b\"\"\",\"\"\"\",\"\"", [["a \"b\"", "\"", ""]]), ("a\"b,5\"", [["a\"b", "5\""]]),
      (" \"a\" ,b", [["a", "b"]]), ("\"\"\n", [[""]]), ("\n\n", []), (",", [["", ""]]),
    ] as [(String, [[String]])])
  func fields(text: String, expected: [[String]]) throws {
    #expect(try rows(text) == expected)
  }

  @Test("counts rows and lines, those inside of quotes and empty ones too")
  func lines() throws {
    let reader = try reader("a,b\n\n\"x\ny\",1\n\n2,3")
    var places: [[Int]] = []
    while try reader.next() { places.append([reader.row, reader.line]) }
    #expect(places == [[1, 1], [2, 3], [3, 6]])
  }

  /// Wherever the window of 256 KiB ends: in a field, a quote, a doubled quote or a line end.
  @Test("reads rows that the window cuts anywhere", arguments: 0..<24)
  func windows(shift: Int) throws {
    let filler = String(repeating: "7", count: (1 << 18) - 12 + shift)
    let text = "\(filler),\"a\"\"b\",c\r\nd,e,\"f\"\r\n"
    #expect(try rows(text) == [[filler, "a\"b", "c"], ["d", "e", "f"]])
  }

  /// The window has one byte more than a smaller file, and at most 256 KiB.
  @Test("reads files of about the window's size", arguments: [0, 1, 2, 3], ["", "\n", "\r\n"])
  func sizes(below: Int, end: String) throws {
    for size in [8, 1 << 18] {
      let filler = String(repeating: "7", count: size - below - end.utf8.count - 2)
      #expect(try rows("a,\(filler)\(end)") == [["a", filler]])
    }
  }

  @Test("reads gzip")
  func gzip() throws {
    let reader = try CSVReader(folder.write("a.csv", gzipMember(Array("a,b\n1,2".utf8))))
    #expect(try reader.next() && reader.text(1) == "b")
    #expect(try reader.next() && reader.text(1) == "2")
    #expect(try !reader.next())
  }

  @Test(
    "reads numbers as NumPy does, rounded to nearest",
    arguments: [
      "0", "-0", "1", "+5", "-2.5", ".5", "5.", "1e3", "1E-3", "0.1", "3.14159265358979323846",
      "123456789012345678901234567890", "9007199254740993", "1e22", "1e23",
      "1.7976931348623157e308",
      "2.2250738585072011e-308", "5e-324", "0.000000000000000000000000000001", "1e400", "-1e-400",
      "179769313486231570000", "4.35", "0.3", "2.675", "1e-22", "123.456e-7",
    ])
  func numbers(text: String) throws {
    let reader = try reader("\(text),\"\(text)\"\n")
    #expect(try reader.next())
    let expected = try #require(Double(text.hasSuffix(".") ? "\(text)0" : text))
    #expect(reader.number(0)?.bitPattern == expected.bitPattern)
    #expect(reader.number(1)?.bitPattern == expected.bitPattern)
  }

  @Test(
    "takes nothing else for a number",
    arguments: [
      "", "-", ".", "e5", "1e", "1e+", "0x10", "inf", "nan", "1,5", "1 2", "1_000", "--1", "1.2.3",
      "١", "1d5",
    ])
  func noNumbers(text: String) throws {
    let reader = try reader("\"\(text)\",x\n")
    #expect(try reader.next())
    #expect(reader.number(0) == nil)
  }

  @Test("knows classes and missing values")
  func kinds() throws {
    let reader = try reader(
      "0,007,2147483646,2147483647,-1,1.0,99999999999,,\"\",NA,\"NA\",nan,?\n")
    #expect(try reader.next())
    #expect(
      (0..<8).map { reader.classIndex($0) } == [0, 7, 2_147_483_646, nil, nil, nil, nil, nil])
    #expect((6..<13).map { reader.isMissing($0) } == [false, true, true, true, false, true, true])
  }

  @Test(
    "names the line of what is no table",
    arguments: [
      ("a,b\n\"c,d\n", "line 2: found a quote that is not closed"),
      ("a,b\n\n\"c\"d,e\n", "line 3: found text behind a closing quote"),
      ("<html>\n", "found an HTML page"), ("PK\u{3}\u{4}abc", "found a zip archive"),
      ("a\u{0}b\n", "found a file that is not text"), ("{\"a\": 1}", "found JSON"),
    ])
  func errors(text: String, words: String) throws {
    let error = #expect(throws: DataFileError.self) { try rows(text) }
    #expect(error?.description.contains("a.csv: " + words) == true, "\(error as Any)")
  }

  @Test("takes a header for no program")
  func header() throws {
    #expect(try rows("import volume,from\n1,2\n").count == 2)
  }

  @Test("refuses rows that are too long or have too many fields")
  func limits() throws {
    let long = "a,b\n\"" + String(repeating: "x", count: 17 << 20)
    let error = #expect(throws: DataFileError.self) { try rows(long) }
    #expect(error?.description.contains("line 2: found a row of more than 16777216") == true)
    let many = #expect(throws: DataFileError.self) {
      try rows(String(repeating: ",", count: 1 << 20))
    }
    #expect(many?.found == "more than 1048576 fields")
  }
}
