import Testing

@testable import Training

/// As Python's `csv.writer` with its default settings writes the same rows.
@Suite("CSVTable")
struct CSVTableTests {
  private static let rows: [(separator: String, fields: [String], text: String)] = [
    (",", ["epoch", "loss", "val_loss"], "epoch,loss,val_loss\r\n"),
    (",", ["epoch", "top 1, top 5", "a \"b\""], "epoch,\"top 1, top 5\",\"a \"\"b\"\"\"\r\n"),
    (";", ["epoch", "a,b", "c;d"], "epoch;a,b;\"c;d\"\r\n"),
    (".", ["0", "1.5", "NA"], "0.\"1.5\".NA\r\n"),
    (",", ["a\nb", "\r", "\r\n"], "\"a\nb\",\"\r\",\"\r\n\"\r\n"),
    // A combining mark behind the separator: one character, two scalars.
    (",", ["a,\u{301}b", ""], "\"a,\u{301}b\",\r\n"),
    ("\t", ["", "Genauigkeit für Ä", "\""], "\tGenauigkeit für Ä\t\"\"\"\"\r\n"),
    ("::", ["a:b", "c::d"], "a:b::\"c::d\"\r\n"),
  ]

  @Test(arguments: rows.indices)
  func writesWhatItReads(index: Int) {
    let (separator, fields, text) = Self.rows[index]
    let table = CSVTable(separator: separator)
    #expect(table.row(fields) == text)
    #expect(table.rows(of: text + text) == [fields, fields])
  }

  @Test("reads rows of other programs: without a last end of line, with other ends, cut off")
  func reads() {
    let table = CSVTable(separator: ",")
    #expect(table.rows(of: "a,b\n\n1,2\r3,4") == [["a", "b"], ["1", "2"], ["3", "4"]])
    #expect(table.rows(of: "a,\"b") == [["a", "b"]])
    #expect(table.rows(of: "a,b\"c") == [["a", "b\"c"]])
    #expect(table.rows(of: "") == [])
  }
}
