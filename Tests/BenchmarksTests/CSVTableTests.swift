import Testing

@testable import Benchmarks

@Suite("CSVTable")
struct CSVTableTests {
  @Test("has a line of titles and one for each row, quoted where they must be")
  func text() {
    let rows = [1.5, nil].map { value in
      var row = FigureRow()
      row.add("name", "a, \"b\"")
      row.add("count", 3)
      row.add("value", value)
      return row
    }
    #expect(
      CSVTable.text(rows) == "name,count,value\n\"a, \"\"b\"\"\",3,1.5\n\"a, \"\"b\"\"\",3,")
    #expect(CSVTable.text([]) == "")
  }

  @Test("a measurement has its median, interval, extremes and 99th percentile")
  func statistics() {
    var row = FigureRow()
    row.add("milliseconds", Statistics((1...101).map(Double.init)))
    let cells = Dictionary(uniqueKeysWithValues: row.cells.map { ($0.column, $0.value) })
    #expect(cells["milliseconds"] == "51.0")
    #expect(cells["minimum"] == "1.0" && cells["maximum"] == "101.0")
    #expect(cells["p99"] == "100.0" && cells["repeats"] == "101")
    #expect(row.cells.map(\.column).prefix(3) == ["milliseconds", "low", "high"])
  }

  @Test("what is not finite is left empty, as what is not known")
  func infinity() {
    var row = FigureRow()
    row.add("a", Double.infinity)
    row.add([RunRecord]())
    #expect(row.cells.allSatisfy { $0.value.isEmpty })
    var known = FigureRow()
    known.add([RunRecordTests.record(kernels: "v4")])
    #expect(known.cells.contains { $0.column == "kernels" && $0.value == "v4" })
    #expect(known.cells.map(\.column) == Array(row.cells.map(\.column).dropFirst()))
  }
}
