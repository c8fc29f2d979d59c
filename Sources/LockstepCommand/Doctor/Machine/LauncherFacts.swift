import FileFormats
import Launcher

/// Which `mpirun` starts the ranks, and which library of MPI this program is linked with.
struct LauncherFacts: Codable, Equatable, Sendable {
  /// Every mpirun on the `PATH`, in its order.
  var paths: [String] = []
  /// The file that the first one is, behind all links; nil where it is not known.
  var file: String?
  /// What the first one prints for `--version`; nil where it did not answer.
  var version: String?
  /// The file of the library, behind all links; nil where it is not known.
  var library: String?
  /// The library's own words on its version.
  var libraryVersion = ""
}

extension LauncherFacts {
  var findings: [Finding] { [finding] }

  private var finding: Finding {
    func result(_ status: Finding.Status, _ text: String, _ remedy: String? = nil) -> Finding {
      Finding("mpirun", status, text, remedy: remedy)
    }
    guard let path = paths.first else {
      return result(
        .problem, "none is on the PATH",
        "install Open MPI (Debian: apt-get install openmpi-bin) or put its folder on the PATH; "
          + "lockstep train alone needs none")
    }
    guard let version else { return result(.unknown, "\(path) does not answer to --version") }
    let line = version.split(whereSeparator: \.isNewline).first.map(String.init) ?? "nothing"
    do throws(LaunchError) {
      try MPIRunCheck.check(path, version: version)
    } catch {
      let others = paths.dropFirst()
      return result(
        .problem,
        "\(path), the first on the PATH, is not Open MPI's: it says "
          + line.onOneLine(limit: 80),
        "put the folder of Open MPI's first on the PATH"
          + (others.isEmpty ? "" : " (there are also \(others.joined(separator: ", ")))"))
    }
    guard let own = Self.number(version), let linked = Self.number(libraryVersion) else {
      return result(
        .unknown,
        "\(path) says \(line.onOneLine(limit: 80)), and the program's library "
          + "\(libraryVersion): whether they belong together is not known")
    }
    guard own == linked else {
      return result(
        .problem,
        "\(path) is Open MPI \(own), and the program is linked with Open MPI \(linked)"
          + (library.map { " (\($0))" } ?? ""),
        "put the mpirun of that library first on the PATH, or build with this one's")
    }
    guard let file, let library, let folder = Self.installation(of: file) else {
      return result(
        .ok,
        "\(path), Open MPI \(own), as the program's library; whether of the same installation is "
          + "not known")
    }
    guard library.hasPrefix(folder + "/") else {
      return result(
        .warning,
        "\(path) is of the installation in \(folder), the program's library is \(library); both "
          + "are Open MPI \(own)", "use the mpirun of that library, or build with this one's")
    }
    return result(.ok, "\(path), Open MPI \(own), of the program's library")
  }

  /// The version in a text such as `mpirun (Open MPI) 4.1.4` or `Open MPI v4.1.4, package: ...`.
  static func number(_ text: String) -> String? {
    guard text.contains("Open MPI") || text.contains("OpenRTE"),
      let match = text.firstMatch(of: /[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z]*/)
    else { return nil }
    return String(match.output)
  }

  /// The folder that holds a program's `bin`.
  private static func installation(of file: String) -> String? {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 3, parts[parts.count - 2] == "bin" else { return nil }
    return parts.dropLast(2).joined(separator: "/")
  }
}
