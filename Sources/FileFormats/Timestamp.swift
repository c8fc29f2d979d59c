import Foundation

/// The present time as text.
///
/// By the C library, because Foundation's formatters load data of locales and time zones: 5 MB.
package enum Timestamp {
  /// In UTC, in the form of ISO 8601: `2026-12-01T01:16:03Z`.
  package static var utc: String {
    unsafe text("%Y-%m-%dT%H:%M:%SZ") { unsafe gmtime_r($0, $1) }
  }

  /// In the local time zone, in the form of a file's name: `2026-12-01-011603`.
  package static var fileName: String {
    unsafe text("%Y-%m-%d-%H%M%S") { unsafe localtime_r($0, $1) }
  }

  private static func text(
    _ format: String,
    _ divide: (UnsafePointer<time_t>, UnsafeMutablePointer<tm>) -> UnsafeMutablePointer<tm>?
  ) -> String {
    var now = time(nil)
    var parts = unsafe tm()
    _ = unsafe divide(&now, &parts)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
      count = unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
        guard let base = characters.baseAddress else { return 0 }
        return unsafe strftime(base, characters.count, format, &parts)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
