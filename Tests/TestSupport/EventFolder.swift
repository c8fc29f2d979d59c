import FileFormats
import Foundation

/// The events in a folder of TensorBoard's files, by the rules of TFRecord and Protocol Buffers.
public struct EventFolder {
  /// An event.
  public struct Event: Sendable {
    /// The wall time in seconds since 1970.
    public internal(set) var time = 0.0
    /// The epoch.
    public internal(set) var step = 0
    /// The format, in the first event of a file.
    public internal(set) var version: String?
    /// Whether it marks the start of a run.
    public internal(set) var isStart = false
    /// Its values.
    public internal(set) var values: [Value] = []
  }

  /// A value of an event.
  public struct Value: Sendable {
    /// The tag.
    public internal(set) var tag = ""
    /// The number, of a scalar.
    public internal(set) var number: Float?
    /// The bucket's counts, of a histogram.
    public internal(set) var buckets: [Double]?
    /// The smallest number, the largest, their count, sum and sum of squares, of a histogram.
    public internal(set) var moments: [Double] = []
    /// The upper edges of the buckets, of a histogram.
    public internal(set) var edges: [Double] = []
    /// The text of a tensor.
    public internal(set) var text: String?
    /// The strings of a tensor: of a picture its width, its height and its file.
    public internal(set) var strings: [[UInt8]] = []
    /// The name that TensorBoard shows in place of the tag.
    public internal(set) var title: String?
    /// The plugin that shows a tensor.
    public internal(set) var plugin: String?
  }

  /// The events of each file, in the order of the files' names.
  public let files: [[Event]]

  /// Reads a folder.
  ///
  /// - Throws: `EventFolderError` for a file that is not whole.
  public init(_ path: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    files = try names.map { name in
      let bytes = Array(try Data(contentsOf: URL(filePath: path).appending(path: name)))
      let records = TFRecord.records(in: bytes)
      guard name.contains("tfevents"), records.last.map(TFRecord.end) == bytes.count else {
        throw EventFolderError(name: name)
      }
      return try records.map { try Self.event(ProtobufFields(bytes[$0])) }
    }
  }

  /// The scalars of a tag: epochs and numbers, in the files' order.
  public func scalars(_ tag: String) -> [(step: Int, number: Float)] {
    files.joined().flatMap { event in
      event.values.filter { $0.tag == tag }.compactMap { value in
        value.number.map { (event.step, $0) }
      }
    }
  }

  /// All tags, sorted.
  public var tags: [String] {
    Set(files.joined().flatMap { $0.values.map(\.tag) }).sorted()
  }

  private static func event(_ fields: ProtobufFields) throws -> Event {
    var event = Event()
    for field in fields.all {
      switch field.number {
      case 1: event.time = Double(bitPattern: field.integer)
      case 2: event.step = Int(field.integer)
      case 3: event.version = String(decoding: field.bytes, as: UTF8.self)
      case 5:
        event.values = try ProtobufFields(field.bytes).all.map {
          try value(ProtobufFields($0.bytes))
        }
      case 7: event.isStart = try ProtobufFields(field.bytes).all.contains { $0.integer == 1 }
      default: throw EventFolderError(name: "field \(field.number)")
      }
    }
    return event
  }

  private static func value(_ fields: ProtobufFields) throws -> Value {
    var value = Value()
    for field in fields.all {
      switch field.number {
      case 1: value.tag = String(decoding: field.bytes, as: UTF8.self)
      case 2: value.number = Float(bitPattern: UInt32(field.integer))
      case 5:
        for part in try ProtobufFields(field.bytes).all {
          switch part.number {
          case 6: value.edges = doubles(part.bytes)
          case 7: value.buckets = doubles(part.bytes)
          default: value.moments.append(Double(bitPattern: part.integer))
          }
        }
      case 8:
        value.strings = try ProtobufFields(field.bytes).all.filter { $0.number == 8 }.map {
          Array($0.bytes)
        }
        value.text = value.strings.first.map { String(decoding: $0, as: UTF8.self) }
      case 9:
        let parts = try ProtobufFields(field.bytes).all
        let title = parts.first { $0.number == 2 }
        value.title = title.map { String(decoding: $0.bytes, as: UTF8.self) }
        let plugin = parts.first { $0.number == 1 }
        let name = try plugin.map { try ProtobufFields($0.bytes) }?.all.first { $0.number == 1 }
        value.plugin = name.map { String(decoding: $0.bytes, as: UTF8.self) }
      default: throw EventFolderError(name: "field \(field.number) of a value")
      }
    }
    return value
  }

  private static func doubles(_ bytes: ArraySlice<UInt8>) -> [Double] {
    stride(from: bytes.startIndex, to: bytes.endIndex - 7, by: 8).map { start in
      Double(
        bitPattern: bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
  }
}

/// A file that is no whole event file.
public struct EventFolderError: Error {
  /// The file, or the field.
  public let name: String
}
