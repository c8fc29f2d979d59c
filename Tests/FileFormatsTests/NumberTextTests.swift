import FileFormats
import Testing

@Suite("NumberText")
struct NumberTextTests {
  @Test(
    "is a number that single precision holds, or none",
    arguments: [
      ("0.5", 0.5), ("-3", -3), ("1e-3", 1e-3), ("0", 0), ("0e-99", 0), ("0x0p-999", 0),
      ("0x1p-3", 0.125), ("1.1754944e-38", .leastNormalMagnitude), ("inf", .infinity),
      ("3.4028235e38", .greatestFiniteMagnitude), ("1e-46", nil), ("-1e-46", nil), ("1e-40", nil),
      ("1e39", nil), ("-1e39", nil), ("1e-400", nil), ("1e400", nil), ("0x1p-140", nil),
      ("0.000000000000000000000000000000000000000000000001", nil), ("", nil), ("x", nil),
      ("1,5", nil), (" 1", nil),
    ] as [(String, Float?)])
  func floats(text: String, expected: Float?) {
    #expect(NumberText.value(text, as: Float.self) == expected, "\(text)")
  }

  @Test func keepsWhatIsNotANumber() {
    #expect(NumberText.value("nan", as: Float.self)?.isNaN == true)
    #expect(NumberText.value("-nan", as: Double.self)?.isNaN == true)
  }

  @Test func holdsMoreInDoublePrecision() {
    #expect(NumberText.value("1e-46", as: Double.self) == 1e-46)
    #expect(NumberText.value("1e-400", as: Double.self) == nil)
    #expect(NumberText.value("1e-310", as: Double.self) == nil)
  }

  @Test func saysWhatWasExpected() {
    #expect(NumberText.expectation("x", as: Float.self) == "a number")
    #expect(NumberText.expectation("1e-46", as: Float.self).contains("1.1754944e-38"))
  }

  @Test("writes NaN alike whatever its sign, and other numbers with so many digits")
  func rounded() {
    #expect(NumberText.rounded(.nan, digits: 6) == "NaN")
    #expect(NumberText.rounded(-.nan, digits: 6) == "NaN")
    #expect(NumberText.rounded(1.0 / 3, digits: 4) == "0.3333")
    #expect(NumberText.rounded(-2, digits: 6) == "-2")
  }
}
