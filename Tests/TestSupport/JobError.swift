/// Why a program could not be started.
public enum JobError: Error, CustomStringConvertible {
  /// No such program in the `PATH`.
  case missingProgram(name: String)

  /// No such executable among the build products.
  case missingProduct(path: String)

  /// A program that a test relies on failed.
  case failed(program: String, JobResult)

  /// The lock file that keeps jobs apart cannot be opened or locked.
  case unusableLock(path: String, errno: Int32)

  /// One line: what is missing, and where it comes from.
  public var description: String {
    switch self {
    case .missingProgram("mpirun"):
      "mpirun is not in the PATH. Debian: apt-get install libopenmpi-dev pkg-config. "
        + "Homebrew: brew install open-mpi pkgconf."
    case .missingProgram(let name):
      "\(name) is not in the PATH."
    case .missingProduct(let path):
      "\(path) is not there or not executable: does the test target depend on it?"
    case .failed(let program, let result):
      "\(program) failed: \(result)"
    case .unusableLock(let path, let errno):
      "\(path) cannot be locked (errno \(errno))."
    }
  }
}
