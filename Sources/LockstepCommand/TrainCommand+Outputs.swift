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
      ("--report", watchingOptions.report),
    ] {
      guard let path else { continue }
      let output = Self.resolved(path)
      guard
        let input = inputs.first(where: { input in
          input.path == output || input.option == "--data" && Self.isData(output, in: input.path)
        })
      else { continue }
      throw OptionCheck.invalid(
        option, expected: "another file than that of \(input.option)", found: path)
    }
  }

  /// Whether a file has the name of one that data are read from, in their folder.
  private static func isData(_ file: String, in folder: String) -> Bool {
    file.hasPrefix(folder + "/") && ["npy", "gz", "ubyte"].contains { file.hasSuffix($0) }
  }

  private static func resolved(_ path: String) -> String {
    URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}
