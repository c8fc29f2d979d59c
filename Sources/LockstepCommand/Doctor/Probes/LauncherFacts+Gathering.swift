import Foundation
import Launcher
import MPI

extension LauncherFacts {
  /// Looks for every mpirun on the `PATH`, and asks the first one who it is.
  init(gathering environment: [String: String]) {
    for folder in (environment["PATH"] ?? "").split(separator: ":") {
      let path = "\(folder)/mpirun"
      if ChildProcess.location(of: path, environment) != nil, !paths.contains(path) {
        paths.append(path)
      }
    }
    libraryVersion = MPIRuntime.libraryVersion
    library = SystemText.read("/proc/self/maps").flatMap(SystemText.libraryOfMPI)
      .flatMap(Self.realPath)
    guard let path = paths.first else { return }
    file = Self.realPath(path)
    // The variables of a rank make a second mpirun end without a word.
    let prefixes = ["OMPI_", "PMIX_", "ORTE_", "OPAL_"]
    let own = environment.filter { name, _ in !prefixes.contains { name.hasPrefix($0) } }
    version =
      (try? ChildProcess.shortOutput(
        of: [path, "--version"], environment: own, within: .seconds(5)))??.output
  }

  private static func realPath(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }
}

extension RootFacts {
  /// Looks at the user of this process.
  init(gathering environment: [String: String], isRank: Bool) {
    isRoot = geteuid() == 0
    isAllowed = ["OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"].allSatisfy {
      environment[$0]?.hasPrefix("1") == true
    }
    self.isRank = isRank
  }
}
