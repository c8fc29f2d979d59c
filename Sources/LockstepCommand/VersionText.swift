import Kernels
import MPI

/// The text of `--version`, which ranks also compare.
enum VersionText {
  /// The program's version; see CHANGELOG.md.
  static let version = "0.1.0"

  /// The commit that the program was built from.
  static let commit = buildCommit

  /// The arithmetic's version and the instructions that the kernels were compiled for.
  static let arithmetic =
    "numerics \(Numerics.version), "
    + (Processor.compiledFeatures.isEmpty
      ? "no vector extensions" : Processor.compiledFeatures.joined(separator: " "))
    + (Processor.usesFusedMultiplyAdd ? "" : ", without fused multiply-add: slow")

  static let text = """
    lockstep \(version) (\(commit))
    \(MPIRuntime.libraryVersion)
    \(arithmetic)
    """
}
