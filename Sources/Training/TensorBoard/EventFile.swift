import FileFormats
import Foundation

/// A folder's event file, which TensorBoard reads while it grows.
///
/// A write error does not end the run: the next epoch begins another file, since nothing behind
/// half a record can be read.
final class EventFile {
  private let folder: String
  private var file: OpenFile?

  /// The ending of the files that this library writes; TensorBoard looks for `tfevents`.
  private static let ending = ".lockstep"
  private static let beginning = "events.out.tfevents."

  /// An open file, in a class of its own, since an optional cannot hold a descriptor.
  private final class OpenFile {
    let descriptor: FileDescriptor
    init(_ path: String) throws { descriptor = try FileDescriptor(creating: path, .exclusive) }
  }

  /// Creates the folder.
  ///
  /// - Throws: `FileError`.
  init(in folder: String) throws {
    self.folder = folder
    try Directory.create(folder)
  }

  /// Creates the file; TensorBoard drops what earlier ones have from an epoch on.
  ///
  /// - Throws: `FileError`.
  func begin(atEpoch epoch: Int) throws {
    // TensorBoard reads files in the order of their names.
    let last = try Self.numbers(in: folder).max() ?? 0
    let number = max(Int(Date().timeIntervalSince1970), last + 1)
    let path = "\(folder)/\(Self.beginning)\(number).\(getpid())\(Self.ending)"
    file = try OpenFile(path)
    do {
      try append([.version], step: 0)
      try append([.start], step: epoch)
    } catch {
      // On a full disk every epoch would leave another one.
      try? Directory.removeFile(path)
      throw error
    }
  }

  /// Appends the events of an epoch, in one write.
  ///
  /// - Throws: `FileError`.
  func write(_ events: [SummaryEvent], epoch: Int) throws {
    if file == nil { try begin(atEpoch: epoch) }
    try append(events, step: epoch)
  }

  private func append(_ events: [SummaryEvent], step: Int) throws {
    let time = Date().timeIntervalSince1970
    let bytes = events.flatMap {
      TFRecord.framed($0.message(step: step, time: time).bytes)
    }
    do {
      try file?.descriptor.write(bytes)
    } catch {
      file = nil
      throw error
    }
  }
}

// MARK: - Files of earlier runs

extension EventFile {
  /// Removes what a resumed run does again from the folder's files: the records from an epoch on,
  /// and what a run that was killed left half.
  ///
  /// Files of other programs stay as they are.
  ///
  /// - Throws: `FileError`.
  func removeEvents(fromEpoch epoch: Int) throws {
    for name in try Self.names(in: folder) {
      let path = "\(folder)/\(name)"
      let bytes = try FileDescriptor(reading: path).contents()
      let kept = TFRecord.records(in: bytes).prefix { record in
        Self.step(of: bytes[record]).map { $0 < epoch } ?? false
      }
      let end = kept.last.map(TFRecord.end) ?? 0
      guard end < bytes.count else { continue }
      // The first record is only the version.
      guard kept.count > 1 else {
        try Directory.removeFile(path)
        continue
      }
      try AtomicFile.write(to: path) { try $0.write(Array(bytes[..<end])) }
    }
  }

  /// Returns an event's step, 0 where it has none; nil for what this library does not write.
  ///
  /// The wall time comes first, in nine bytes, and then the step.
  private static func step(of event: ArraySlice<UInt8>) -> Int? {
    let rest = event.dropFirst(9)
    guard event.first == 0x09, rest.first == 0x10 else { return nil }
    var (step, shift) = (0, 0)
    for byte in rest.dropFirst() where shift < 63 {
      step |= Int(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return step }
      shift += 7
    }
    return nil
  }

  /// The names of the folder's files that this library wrote.
  private static func names(in folder: String) throws -> [String] {
    try Directory.names(in: folder).filter {
      $0.hasPrefix(beginning) && $0.hasSuffix(ending)
    }.sorted()
  }

  /// The numbers in the names of the folder's event files.
  private static func numbers(in folder: String) throws -> [Int] {
    try Directory.names(in: folder).compactMap { name in
      guard name.hasPrefix(beginning) else { return nil }
      let number = Int(name.dropFirst(beginning.count).prefix { $0 != "." })
      // A name with a number beyond any time is another program's.
      return number.flatMap { (0..<100_000_000_000).contains($0) ? $0 : nil }
    }
  }
}
