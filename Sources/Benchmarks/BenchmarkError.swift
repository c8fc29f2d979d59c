/// An error of a measurement.
package enum BenchmarkError: Error, CustomStringConvertible {
  /// A process that was started for a measurement failed.
  case failed(command: String, exitCode: Int32)
  /// A process's output is not a report.
  case unreadable(String)
  /// An exchange's result is not the sum.
  case wrongSum(of: String, found: Float, expected: Float)

  /// One line: what was found, and what was expected.
  package var description: String {
    switch self {
    case .failed(let command, let exitCode): "\(command): ended with exit code \(exitCode)"
    case .unreadable(let text): "a measurement's output is not what was expected: \(text)"
    case .wrongSum(let exchange, let found, let expected):
      "\(exchange): the sum of ones is \(found), expected \(expected)"
    }
  }
}
