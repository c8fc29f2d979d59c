import Engine

// The ranges in which optimizers and schedules want their numbers.

extension BinaryFloatingPoint where Self: CustomStringConvertible {
  /// Wants a finite number from 0 up.
  func checkAtLeastZero(_ name: String) throws(ModelError) {
    try check(isFinite && self >= 0, name, "a number from 0 up")
  }

  /// Wants a number from 0 up that is finite as a `Float` too.
  func checkRate(_ name: String) throws(ModelError) {
    try check(Float(self).isFinite && self >= 0, name, "a number from 0 up")
  }

  /// Wants a number from 0 to below 1: what is kept of a running mean.
  func checkDecayRate(_ name: String) throws(ModelError) {
    try check(self >= 0 && self < 1, name, "a number from 0 to below 1")
  }

  /// Wants a number from 0 to 1.
  func checkFraction(_ name: String) throws(ModelError) {
    try check(self >= 0 && self <= 1, name, "a number from 0 to 1")
  }

  /// Wants a finite number above 0.
  func checkAboveZero(_ name: String) throws(ModelError) {
    try check(isFinite && self > 0, name, "a number above 0")
  }

  private func check(_ holds: Bool, _ name: String, _ expected: String) throws(ModelError) {
    guard holds else { throw .invalidValue(of: name, expected: expected, found: description) }
  }
}

extension Int {
  /// Wants a whole number from a least one up.
  func check(atLeast least: Int, _ name: String) throws(ModelError) {
    guard self >= least else {
      throw .invalidValue(of: name, expected: "at least \(least)", found: description)
    }
  }
}
