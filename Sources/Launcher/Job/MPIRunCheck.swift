/// A check that the first mpirun on the `PATH` is Open MPI's.
package enum MPIRunCheck {
  /// Names in the version texts of other MPIs' launchers.
  private static let others = ["HYDRA", "MPICH", "MVAPICH", "Intel(R) MPI", "LAM/MPI", "slurm"]

  /// Checks that a version text is Open MPI's, or of unknown origin.
  ///
  /// - Parameters:
  ///   - path: The path of mpirun.
  ///   - version: The output of `mpirun --version`.
  /// - Throws: `LaunchError.foreignMPIRun`.
  package static func check(_ path: String, version: String) throws(LaunchError) {
    guard !version.contains("Open MPI"), !version.contains("OpenRTE"),
      others.contains(where: version.contains)
    else { return }
    let line = version.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    throw LaunchError.foreignMPIRun(path: path, firstLine: line)
  }
}
