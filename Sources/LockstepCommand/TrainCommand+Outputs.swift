import Foundation

extension TrainCommand {
  /// Expects that no report is written over a file that the run reads.
  ///
  /// - Throws: `ValidationError` naming both options.
  func checkOutputs() throws {
    let inputs: [(option: String, path: String)] = [
      ("--model", model), ("--initial-weights", initialWeights), ("--data", data),
    ].compactMap { option, path in path.map { (option, Self.resolved($0)) } }
    for (option, path) in [
      ("--log", log), ("--csv", callbackOptions.csv), ("--digest", digest), ("--trace", trace),
    ] {
      guard let path, let input = inputs.first(where: { $0.path == Self.resolved(path) })
      else { continue }
      throw OptionCheck.invalid(
        option, expected: "another file than that of \(input.option)", found: path)
    }
  }

  private static func resolved(_ path: String) -> String {
    URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}
