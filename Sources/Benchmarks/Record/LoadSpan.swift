package import FileFormats
import Foundation

/// This host's load average of one minute, before and after a measurement.
package struct LoadSpan: Equatable, Sendable {
  /// The load at the start; nil where the system has none.
  package let start: Double?
  /// The load at the end; nil where the system has none, or before the end.
  package private(set) var end: Double?

  /// Creates a span.
  package init(start: Double?, end: Double? = nil) {
    self.start = start
    self.end = end
  }

  /// Begins a span with the present load.
  package static func starting() -> LoadSpan { LoadSpan(start: present()) }

  /// Returns the span with the present load at its end.
  package func ending() -> LoadSpan { LoadSpan(start: start, end: Self.present()) }

  private static func present() -> Double? {
    var loads = [0.0]
    return unsafe getloadavg(&loads, 1) == 1 ? loads[0] : nil
  }

  /// The span as JSON.
  package var json: JSON {
    ["start": start.map(JSON.number) ?? .null, "end": end.map(JSON.number) ?? .null]
  }

  /// Creates a span from JSON; nil for another value.
  package init?(_ json: JSON) {
    guard json.objectValue != nil else { return nil }
    self.init(start: json["start"]?.numberValue, end: json["end"]?.numberValue)
  }
}
