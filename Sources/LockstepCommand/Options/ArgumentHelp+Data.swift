import ArgumentParser
import Training

extension ArgumentHelp {
  /// Returns the help of `--data`, with its default.
  static func data(default usual: String) -> ArgumentHelp {
    ArgumentHelp(
      """
      MNIST's folder; an .npz file with the arrays x_train, y_train, x_test and y_test, or a folder \
      of them as .npy files, as in --data mnist.npz; a table in CSV text; a folder of images by \
      class, as train/CLASS/NAME.png and test/CLASS/NAME.png, or CLASS/NAME.jpg; or built-in data: \
      \(DataSource.names.joined(separator: ", ")) (default: \(usual)). Bytes are divided by 255, \
      other numbers are taken as they are; labels of whole numbers are classes, others values.
      """, valueName: "folder|file|name")
  }
}
