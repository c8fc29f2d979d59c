import Kernels
import MPI

/// The text of `--version`, which ranks also compare.
enum VersionText {
  /// The program's version; see CHANGELOG.md.
  static let version = "0.1.0"

  /// The commit that the program was built from.
  static let commit = buildCommit

  /// The arithmetic's version, and the instruction sets of the kernels in the program.
  static let arithmetic =
    "numerics \(Numerics.version), kernels \(InstructionSet.chosen.rawValue) of "
    + InstructionSet.allCases.map(\.rawValue).joined(separator: ", ")
    + " for \(InstructionSet.architecture)"

  static let text = """
    lockstep \(version) (\(commit))
    \(MPIRuntime.libraryVersion)
    \(arithmetic)
    """
}
