import Engine
import Layers

/// The parts of one kind that files and command lines can name, in the order in which they are
/// listed to users.
///
/// An entry has everything about a class, so every listed class can be read.
struct PartTable<Part: Sendable>: Sendable {
  /// One of Keras's classes.
  struct Entry: Sendable {
    /// The part with Keras's defaults, or placeholders for arguments without one.
    let usual: Part
    /// Keras's class.
    let className: String
    /// Keras's names of the arguments.
    let argumentNames: [String]
    /// A part with the arguments that are given, the others as usual.
    let part: @Sendable (ConfigurationReader) throws(ModelError) -> Part

    /// Reads the arguments that are given into a part.
    typealias Reading<Value> =
      @Sendable (inout Value, ConfigurationReader) throws(ModelError) -> Void

    fileprivate init<Value: Configurable & Sendable>(
      _ usual: Value, as part: @escaping @Sendable (Value) -> Part,
      read: @escaping Reading<Value>
    ) {
      self.usual = part(usual)
      className = usual.className
      argumentNames = usual.configuration.keys.sorted()
      self.part = { arguments throws(ModelError) in
        var value = usual
        try read(&value, arguments)
        return part(value)
      }
    }
  }

  /// The kind of the parts, for errors: `loss`.
  let kind: String
  /// The names in lists.
  let names: [String]
  let entries: [Entry]

  /// Creates a table.
  init(_ kind: String, listing name: (Part) -> String, _ entries: [Entry]) {
    self.kind = kind
    self.entries = entries
    names = entries.map { name($0.usual) }
  }

  /// Returns the entry with a name, in any of Keras's spellings.
  ///
  /// - Throws: `ModelError.unsupported` that lists the names.
  func entry(_ word: String, path: String) throws(ModelError) -> Entry {
    guard let entry = entries.first(named: word, by: \.className) else {
      throw .unsupported(kind: kind, name: word, path: path, supported: names)
    }
    return entry
  }

  /// The part that a command-line argument describes.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid part of the argument.
  func part(_ option: KeyedOption, listing names: [String]? = nil) throws(ModelError) -> Part {
    let entry = try entry(option, listing: names)
    return try entry.part(option.arguments(entry.argumentNames))
  }

  /// The entry that a word of a command line names.
  ///
  /// - Throws: `ModelError.invalidValue` that lists the names.
  func entry(_ option: KeyedOption, listing names: [String]? = nil) throws(ModelError) -> Entry {
    guard let entry = entries.first(named: option.name, by: \.className) else {
      throw option.unknownName(names ?? self.names)
    }
    return entry
  }
}

// MARK: - Entries

extension PartTable.Entry where Part == any Loss {
  init<Value: Loss>(_ usual: Value, read: @escaping Reading<Value> = { _, _ in }) {
    self.init(usual, as: { $0 }, read: read)
  }
}

extension PartTable.Entry where Part == any Metric {
  init<Value: Metric>(_ usual: Value, read: @escaping Reading<Value> = { _, _ in }) {
    self.init(usual, as: { $0 }, read: read)
  }
}

extension PartTable.Entry where Part == any Optimizer {
  init<Value: Optimizer>(_ usual: Value, read: @escaping Reading<Value>) {
    self.init(usual, as: { $0 }, read: read)
  }
}

extension PartTable.Entry where Part == any Initializer {
  init<Value: Initializer>(_ usual: Value, read: @escaping Reading<Value> = { _, _ in }) {
    self.init(usual, as: { $0 }, read: read)
  }
}

extension PartTable.Entry where Part == any LearningRateSchedule {
  init<Value: LearningRateSchedule>(_ usual: Value, read: @escaping Reading<Value>) {
    self.init(usual, as: { $0 }, read: read)
  }
}
