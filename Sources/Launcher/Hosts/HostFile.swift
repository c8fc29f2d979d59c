import Foundation

/// A host file in the grammar of Open MPI 4: one host per line, with `slots=N` and other settings,
/// arbitrary whitespace, and comments after `#`, after `//` and within `/* */`.
///
/// Unlike for mpirun itself, lines may end in CR LF, and the last one without a line feed. Source:
/// Open MPI 4.1, `orte/util/hostfile/hostfile_lex.l` and `hostfile.c`.
package struct HostFile {
  /// The hosts with at least one slot, in the order in which they are named.
  package private(set) var hosts: [LaunchHost] = []

  /// Reads a file.
  ///
  /// - Throws: `LaunchError`, also when the file names no host.
  package init(at path: String) throws(LaunchError) {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw LaunchError.unreadableHostFile(path: path)
    }
    do throws(HostFileError) {
      try self.init(text)
    } catch {
      throw LaunchError.hostFile(path: path, error)
    }
    guard !hosts.isEmpty else { throw LaunchError.emptyHostFile(path: path) }
  }

  /// Parses the text of a file.
  ///
  /// - Throws: `HostFileError` with the first invalid line.
  package init(_ text: String) throws(HostFileError) {
    var isInBlock = false
    let lines = text.replacing("\r\n", with: "\n")
      .split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      var rest = line
      while true {
        if isInBlock {
          guard let end = rest.firstRange(of: "*/") else { break }
          rest = rest[end.upperBound...]
          isInBlock = false
        }
        let comment = rest.firstRange(of: /#|\/\/|\/\*/)
        // A comment ends the host's entry, even within a line.
        try read(comment.map { rest[..<$0.lowerBound] } ?? rest, line: index + 1)
        guard let comment, rest[comment] == "/*" else { break }
        rest = rest[comment.upperBound...]
        isInBlock = true
      }
    }
    guard !isInBlock else { throw HostFileError(line: lines.count, reason: .openComment) }
    hosts.removeAll { $0.slots == 0 }
  }

  private mutating func read(_ text: Substring, line: Int) throws(HostFileError) {
    var tokens = text.replacing("=", with: " = ").split(whereSeparator: \.isWhitespace)[...]
    guard let first = tokens.popFirst() else { return }
    do throws(HostFileError.Reason) {
      if first == "rank" {
        // `rank N=HOST ...`, as in a rankfile: one slot.
        guard tokens.count >= 3, let name = tokens.dropFirst(2).first else { throw .host("rank") }
        var host = try Self.host(name)
        host.slots = 1
        hosts.add(host)
      } else {
        guard tokens.first != "=" else { throw .host(String(first)) }
        var host = try Self.host(first)
        try Self.read(&tokens, into: &host)
        hosts.add(host)
      }
    } catch {
      throw HostFileError(line: line, reason: error)
    }
  }

  /// Parses a name or address, optionally preceded by `USER@`.
  private static func host(_ token: Substring) throws(HostFileError.Reason) -> LaunchHost {
    guard let match = token.wholeMatch(of: /(?:([A-Za-z0-9][A-Za-z0-9_-]*)@)?([^@]+)/),
      match.2.wholeMatch(of: /[A-Za-z0-9_.-]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*/) != nil
    else { throw .host(String(token)) }
    return LaunchHost(String(match.2), user: match.1.map { String($0) })
  }

  /// Reads the settings of a host's line: `KEY = VALUE`.
  private static func read(
    _ tokens: inout ArraySlice<Substring>, into host: inout LaunchHost
  ) throws(HostFileError.Reason) {
    var most: Int?
    while let key = tokens.popFirst() {
      let isSetting = tokens.first == "="
      if isSetting { tokens.removeFirst() }
      let value = isSetting ? tokens.popFirst() : nil
      func number() throws(HostFileError.Reason) -> Int {
        guard let value, let number = Int(value), 0...1_000_000 ~= number, value.first != "+"
        else { throw .value(of: String(key), found: value.map { String($0) }) }
        return number
      }
      switch key.replacing("-", with: "_") {
      case "slots", "count", "cpu":
        guard host.slots == nil else { throw .setting(String(key)) }
        host.slots = try number()
      case "slots_max", "max_slots", "count_max", "max_count", "cpu_max", "max_cpu":
        most = try number()
      case "port":
        host.port = try number()
      case "username", "user_name":
        guard let value else { throw .value(of: String(key), found: nil) }
        host.user = String(value)
      default:
        throw .setting(String(key))
      }
    }
    guard let most else { return }
    guard host.slots ?? 0 <= most else { throw .slots(host.slots ?? 0, most: most) }
    host.slots = host.slots ?? most
  }
}

/// An invalid line of a host file.
package struct HostFileError: Error, Equatable, CustomStringConvertible {
  /// The reason.
  package enum Reason: Error, Equatable {
    /// A comment is not closed.
    case openComment
    /// A host's name was expected, and something else was found.
    case host(String)
    /// A setting is unknown, or given twice.
    case setting(String)
    /// A setting's value is missing, or not a number.
    case value(of: String, found: String?)
    /// A host has more slots than its maximum.
    case slots(Int, most: Int)
  }

  /// The line, counted from 1.
  package let line: Int
  /// The reason.
  package let reason: Reason

  package var description: String {
    switch reason {
    case .openComment: "line \(line): a comment is not closed, expected */"
    case .host(let token): "line \(line): found '\(token)', expected a host's name"
    case .setting(let key):
      "line \(line): found '\(key)', expected slots=N, max_slots=N, username=NAME or port=N"
    case .value(let key, let found):
      "line \(line): \(key): found \(found.map { "'\($0)'" } ?? "nothing"), expected =VALUE, a number"
        + (key.hasPrefix("user") ? " or name" : "")
    case .slots(let slots, let most): "line \(line): \(slots) slots, and at most \(most)"
    }
  }
}
