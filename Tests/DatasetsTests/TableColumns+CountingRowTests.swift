import Datasets
import TestSupport
import Testing

@Suite("a first row of samples that may be a header")
struct TableColumnsCountingRowTests {
  private static let numbered = TableColumns(features: nil, featureCount: 3, labels: ["4"])

  @Test(
    "is one of whole numbers in ascending order, above others, for a model that knows no names",
    arguments: [
      ("2001,2002,2003\n1,2,3", "2001,2002,2003"), ("1,5,9\n1,2,3\n", "1,5,9"),
      ("1,2,3,0\n1,2,3,0", nil), ("2001,2002,2003", nil), ("1,1,2\n1,2,3", nil),
      ("0.5,1,2\n1,2,3", nil), ("a,b,c\n1,2,3", nil),
    ] as [(String, String?)])
  func rows(text: String, row: String?) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("t.csv", Array(text.utf8))
    #expect(try DataFiles.countingRow(of: path, Self.numbered) == row)
    let named = TableColumns(
      features: ["2001", "2002", "2003"], featureCount: 3, labels: ["kind"])
    #expect(try DataFiles.countingRow(of: path, named) == nil)
  }
}
