public import Foundation

/// The executables that were built with the running tests.
public enum Products {
  /// The folder that holds them.
  ///
  /// Tests run inside an executable of that folder (Linux) or in a bundle that lies there.
  public static let directory: URL = {
    #if os(Linux)
      let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(filePath: path ?? CommandLine.arguments[0]).deletingLastPathComponent()
    #else
      let bundle = CommandLine.arguments.first { $0.contains(".xctest") }
      let parts = (bundle ?? CommandLine.arguments[0])
        .split(separator: "/", omittingEmptySubsequences: false)
      let outside = parts.prefix { !$0.hasSuffix(".xctest") }.joined(separator: "/")
      return URL(filePath: outside.isEmpty ? "." : outside)
    #endif
  }()

  /// The path of one of them.
  ///
  /// - Throws: `JobError.missingProduct` when it was not built.
  public static func path(of product: String) throws -> String {
    let path = directory.appending(path: product).path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw JobError.missingProduct(path: path)
    }
    return path
  }

  /// The path of a program that the system has.
  ///
  /// - Throws: `JobError.missingProgram` when no folder of the `PATH` holds it.
  public static func path(ofProgram name: String) throws -> String {
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
    for folder in folders.split(separator: ":") {
      let path = "\(folder)/\(name)"
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    throw JobError.missingProgram(name: name)
  }
}
