import ArgumentParser
import Training

extension ArgumentHelp {
  /// The help of `--data`, with what it is where it is not given.
  static func data(default usual: String) -> ArgumentHelp {
    ArgumentHelp(
      "MNIST's folder, or built-in data: \(DataSource.words.joined(separator: ", ")) (default: "
        + "\(usual)).", valueName: "folder|name")
  }
}
