import ArgumentParser
import Engine
import FileFormats

/// The file of `train --config`: options of train by their names, as JSON.
enum TrainConfiguration {
  /// Puts the settings of a command line's file among its options.
  ///
  /// A setting whose option stands on the command line is not taken from the file; a flag that
  /// stands there with `no-`, or without the `no-` that it has, is off.
  ///
  /// - Parameter arguments: The arguments of the program.
  /// - Returns: The arguments with those of the file; without a file as they are.
  /// - Throws: `ValidationError` naming the file and the setting; `FileError` or `JSONFileError`
  ///   for the file.
  static func expanded(_ arguments: [String]) throws -> [String] {
    guard arguments.first == "train" else { return arguments }
    let (arguments, off) = try withoutFlagsThatAreOff(arguments)
    let own = arguments.dropFirst().prefix { $0 != "--" }
    guard let path = try path(in: Array(own)) else { return arguments }
    let given = Set(own.map { String($0.prefix { $0 != "=" }) })
    let json = try JSON(
      contentsOfFile: path,
      expecting: "settings in JSON, as lockstep train --print-config prints them")
    guard let members = json.objectValue else {
      throw ValidationError(
        "\(path): found no object; expected settings, as lockstep train --print-config prints them")
    }
    let known = TrainSetting.all
    let options = try members.sorted { $0.key < $1.key }.flatMap { name, value in
      guard let setting = known.first(where: { $0.name == name }) else {
        let hint = Suggestion.hint(for: name, among: known.map(\.name))
        throw ValidationError(
          "\(path): unknown setting \(name.onOneLine())"
            + (hint.isEmpty ? "; expected the name of an option (lockstep train --help)" : hint))
      }
      let options = try setting.options(value, in: path)
      return given.contains("--\(name)") || off.contains(name) ? [] : options
    }
    return ["train"] + options + arguments.dropFirst()
  }

  /// Takes `--no-NAME` of each flag from a command line.
  ///
  /// The parser would show them all in the help; what they turn off is only ever a file's.
  ///
  /// - Returns: The other arguments, and the names of the flags.
  /// - Throws: `ValidationError` for a flag that is turned on too.
  private static func withoutFlagsThatAreOff(
    _ arguments: [String]
  ) throws -> (arguments: [String], off: Set<String>) {
    let own = arguments.prefix { $0 != "--" }
    var off: Set<String> = []
    var kept = Array(own)
    for setting in TrainSetting.all where setting.kind == .flag && own.contains(setting.offOption) {
      guard !own.contains("--\(setting.name)") else {
        throw OptionCheck.invalid(
          setting.offOption, expected: "it or --\(setting.name)", found: "both")
      }
      off.insert(setting.name)
      kept.removeAll { $0 == setting.offOption }
    }
    return (kept + arguments.dropFirst(own.count), off)
  }

  /// The file that a command line names; nil for none, or where the parser finds fault with it.
  private static func path(in arguments: [String]) throws -> String? {
    var paths: [String] = []
    for (index, argument) in arguments.enumerated() {
      if argument == "--config", index + 1 < arguments.count { paths.append(arguments[index + 1]) }
      if argument.hasPrefix("--config=") { paths.append(String(argument.dropFirst(9))) }
    }
    guard paths.count < 2 else {
      throw OptionCheck.invalid(
        "--config", expected: "one file", found: paths.joined(separator: " and "))
    }
    return paths.first
  }
}

extension TrainSetting {
  /// The option that turns a flag off: `--no-validate`, and `--shuffle` for `--no-shuffle`.
  fileprivate var offOption: String {
    name.hasPrefix("no-") ? "--\(name.dropFirst(3))" : "--no-\(name)"
  }

  /// The options that a value of a file stands for.
  ///
  /// - Throws: `ValidationError` for a value of another kind, with one that would do.
  fileprivate func options(_ value: JSON, in path: String) throws -> [String] {
    func fail(_ expected: String) -> ValidationError {
      ValidationError(
        "\(path): \(name) is \(value.serialized().onOneLine(limit: 100)); expected \(expected)")
    }
    switch (kind, value) {
    case (.flag, .bool(let isSet)): return isSet ? ["--\(name)"] : []
    case (.flag, _): throw fail("true or false, without quotes")
    case (.whole, .integer(let number)): return ["--\(name)=\(number)"]
    case (.whole, .string(let text)) where Int(text) == nil && UInt64(text) != nil:
      return ["--\(name)=\(text)"]
    case (.whole, _):
      if let number = value.integerValue { return ["--\(name)=\(number)"] }
      if case .number(let number) = value, number >= 0x1p63 {
        throw fail("a whole number; one above \(Int.max) in quotes")
      }
      throw fail("a whole number, without quotes")
    case (.number, .integer), (.number, .number): return ["--\(name)=\(value.serialized())"]
    case (.number, _): throw fail("a number, without quotes")
    case (.text, .string(let text)): return ["--\(name)=\(text)"]
    // As in "checkpoint-every": 500.
    case (.text, .integer(let number)): return ["--\(name)=\(number)"]
    case (.text, .array): throw fail("one text, as the option takes it: \"a,b\"")
    case (.text, _): throw fail("a text in quotes")
    case (.texts, .string(let text)): return ["--\(name)=\(text)"]
    // As in "label-column": -1.
    case (.texts, .integer(let number)): return ["--\(name)=\(number)"]
    case (.texts, .array(let elements)):
      return try elements.map { element in
        switch element {
        case .string(let text): return "--\(name)=\(text)"
        case .integer(let number): return "--\(name)=\(number)"
        default: throw fail("a list of texts: [\"a\", \"b\"]")
        }
      }
    case (.texts, _): throw fail("a list of texts: [\"a\", \"b\"]")
    }
  }
}
