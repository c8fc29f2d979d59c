/// An error that prevents a start.
package enum LaunchError: Error, Equatable, CustomStringConvertible {
  /// An entry of a list of hosts is invalid.
  case hostList(entry: String)
  /// A host file is unreadable.
  case unreadableHostFile(path: String)
  /// A host file has an invalid line.
  case hostFile(path: String, HostFileError)
  /// A host file names no host.
  case emptyHostFile(path: String)
  /// There are more ranks than slots.
  case ranks(Int, slots: Int)
  /// A program does not exist.
  case missingProgram(String)
  /// mpirun does not exist.
  case missingMPIRun
  /// The first mpirun on the `PATH` is another MPI's.
  case foreignMPIRun(path: String, firstLine: String)
  /// The limit on open files is too low for mpirun and its ranks.
  case openFiles(limit: Int, needed: Int, ranks: Int)
  /// The system could not start a program.
  case notStarted(String, reason: String)

  package var description: String {
    switch self {
    case .hostList(let entry): "'\(entry)', expected NAME or NAME:SLOTS"
    case .unreadableHostFile(let path): "\(path): this host file cannot be read"
    case .hostFile(let path, let error): "\(path): \(error)"
    case .emptyHostFile(let path): "\(path): this host file names no host"
    case .ranks(let ranks, let slots):
      "\(ranks) ranks and \(slots) slots; give the hosts more (slots=N)"
    case .missingProgram(let name): "\(name): there is no such program"
    case .missingMPIRun: "mpirun is needed; on Debian: apt-get install openmpi-bin"
    case .foreignMPIRun(let path, let line):
      "\(path) is not Open MPI's mpirun (it says: \(line)); install Open MPI (on Debian: apt-get "
        + "install openmpi-bin) and put its folder first on the PATH"
    case .openFiles(let limit, let needed, let ranks):
      "this process may have \(limit) open files, mpirun needs \(needed) for \(ranks) ranks; raise "
        + "the limit (ulimit -n)"
    case .notStarted(let name, let reason): "\(name): cannot be started: \(reason)"
    }
  }
}
