public import Foundation

/// The SHA-256 of a file's bytes in lower-case hexadecimal, from a program of the system.
///
/// - Throws: `JobError` when there is neither `sha256sum` nor `shasum`, or no such file.
public func sha256(ofFileAt file: URL) throws -> String {
  let (name, options) =
    (try? Products.path(ofProgram: "sha256sum")) == nil
    ? ("shasum", ["-a", "256"]) : ("sha256sum", [])
  let result = try Job.program(name, options + [file.path])
  guard result.exitCode == 0, let digest = result.standardOutput.split(separator: " ").first,
    digest.count == 64
  else { throw JobError.failed(program: name, result) }
  return String(digest)
}
