/// A check that the first mpirun on the `PATH` is Open MPI's.
package enum MPIRunCheck {
  /// Words with which other MPIs' launchers describe themselves.
  private static let others = [
    "HYDRA", "MPICH", "MVAPICH", "Intel(R) MPI", "LAM/MPI", "slurm", "Platform MPI", "HPE MP",
    "ParaStation",
  ]

  /// Checks that a version text is Open MPI's, or of unknown origin.
  ///
  /// - Parameters:
  ///   - path: Where it was found.
  ///   - version: What it prints for `--version`, which Open MPI's knows.
  /// - Throws: `LaunchError.foreignMPIRun`.
  package static func check(_ path: String, version: String) throws(LaunchError) {
    guard !version.contains("Open MPI"), !version.contains("OpenRTE"),
      version.isEmpty || others.contains(where: version.contains)
    else { return }
    let line = version.split(whereSeparator: \.isNewline).first.map(String.init) ?? "nothing"
    throw LaunchError.foreignMPIRun(path: path, firstLine: line)
  }
}
