import Engine

// Checks of the ranges of optimizers' and schedules' arguments.

extension BinaryFloatingPoint where Self: CustomStringConvertible {
  /// Checks for a finite number from 0 up.
  func checkAtLeastZero(_ name: String) throws(ModelError) {
    try check(isFinite && self >= 0, name, "a number from 0 up")
  }

  /// Checks for a number from 0 up that is also finite as a `Float`.
  func checkRate(_ name: String) throws(ModelError) {
    try check(Float(self).isFinite && self >= 0, name, "a number from 0 up")
  }

  /// Checks for a decay rate in `0..<1`.
  func checkDecayRate(_ name: String) throws(ModelError) {
    try check(self >= 0 && self < 1, name, "a number from 0 to below 1")
  }

  /// Checks for a number from 0 to 1.
  func checkFraction(_ name: String) throws(ModelError) {
    try check(self >= 0 && self <= 1, name, "a number from 0 to 1")
  }

  /// Checks for a finite number above 0.
  func checkAboveZero(_ name: String) throws(ModelError) {
    try check(isFinite && self > 0, name, "a number above 0")
  }

  private func check(_ holds: Bool, _ name: String, _ expected: String) throws(ModelError) {
    guard holds else { throw .invalidValue(of: name, expected: expected, found: description) }
  }
}

extension Int {
  /// Checks for an integer of at least `least`.
  func check(atLeast least: Int, _ name: String) throws(ModelError) {
    guard self >= least else {
      throw .invalidValue(of: name, expected: "at least \(least)", found: description)
    }
  }
}
