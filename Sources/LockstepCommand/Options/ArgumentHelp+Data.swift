import ArgumentParser
import Training

extension ArgumentHelp {
  /// Returns the help of `--data`, with its default.
  static func data(default usual: String) -> ArgumentHelp {
    ArgumentHelp(
      "MNIST's folder, or built-in data: \(DataSource.names.joined(separator: ", ")) (default: "
        + "\(usual)).", valueName: "folder|name")
  }
}
