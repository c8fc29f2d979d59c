import Foundation

/// The names of signals.
enum Signal {
  /// Returns the name of a signal with `SIG`, or its number.
  static func name(_ number: Int32) -> String {
    let names = [
      1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 5: "TRAP", 6: "ABRT", 8: "FPE", 9: "KILL",
      11: "SEGV", 13: "PIPE", 14: "ALRM", 15: "TERM",
    ]
    return "SIG" + (names[Int(number)] ?? (number == SIGBUS ? "BUS" : "\(number)"))
  }
}
