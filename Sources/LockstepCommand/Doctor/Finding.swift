import FileFormats

/// The result of one check of `lockstep doctor`.
struct Finding: Equatable, Sendable {
  /// How bad it is.
  enum Status: String, Sendable {
    /// As it should be.
    case ok
    /// A run works, but slower or with less room than it could.
    case warning
    /// A run fails, or computes something else.
    case problem
    /// What could not be found out.
    case unknown
  }

  /// The check, in a word or two.
  let check: String
  let status: Status
  /// What was found.
  let text: String
  /// What to do about it; nil where there is nothing to do.
  let remedy: String?

  init(_ check: String, _ status: Status, _ text: String, remedy: String? = nil) {
    self.check = check
    self.status = status
    self.text = text
    self.remedy = remedy
  }

  /// One line: status, check, what was found, what to do.
  var line: String {
    let padding = String(repeating: " ", count: 7 - status.rawValue.count)
    return "\(status.rawValue)\(padding) \(check): \(text)" + (remedy.map { "; \($0)" } ?? "")
  }

  var json: JSON {
    [
      "check": .string(check), "status": .string(status.rawValue), "text": .string(text),
      "remedy": remedy.map(JSON.string) ?? .null,
    ]
  }

  /// The same finding of one of several hosts.
  func on(_ host: String) -> Finding {
    Finding("\(check) on \(host)", status, text, remedy: remedy)
  }
}

extension Int {
  /// A number of bytes in MiB, rounded down.
  var mebibytes: String { "\(self >> 20) MiB" }

  /// A number of bytes in MiB, rounded up: what is needed never looks like what is there.
  var mebibytesNeeded: String { "\((self + (1 << 20) - 1) >> 20) MiB" }
}
