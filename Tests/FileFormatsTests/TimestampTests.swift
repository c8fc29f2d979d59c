import FileFormats
import Foundation
import Testing

@Suite("Timestamp")
struct TimestampTests {
  @Test("is the present time in UTC, as Foundation reads it")
  func utc() throws {
    let before = Date()
    let time = try #require(ISO8601DateFormatter().date(from: Timestamp.utc))
    // The text has whole seconds.
    #expect(time > before - 1 && time <= Date(), "\(time)")
  }

  @Test("is the present time in the local zone, as Foundation reads it")
  func fileName() throws {
    let before = Date()
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd-HHmmss"
    let time = try #require(formatter.date(from: Timestamp.fileName))
    #expect(time > before - 1 && time <= Date(), "\(time)")
  }
}
