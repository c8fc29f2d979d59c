/// Whether the mpirun that is found first is Open MPI's.
package enum MPIRunCheck {
  /// Words with which other MPIs' launchers describe themselves.
  private static let others = ["HYDRA", "MPICH", "MVAPICH", "Intel(R) MPI", "LAM/MPI", "slurm"]

  /// Expects Open MPI's, or one that does not say whose it is.
  ///
  /// - Parameters:
  ///   - path: Where it was found.
  ///   - version: What it prints for `--version`.
  /// - Throws: `LaunchError.foreignMPIRun`.
  package static func check(_ path: String, version: String) throws(LaunchError) {
    guard !version.contains("Open MPI"), !version.contains("OpenRTE"),
      others.contains(where: version.contains)
    else { return }
    let line = version.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    throw LaunchError.foreignMPIRun(path: path, firstLine: line)
  }
}
