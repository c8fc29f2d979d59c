import ArgumentParser
import Foundation
import Kernels

/// `--kernels`: the instruction set whose kernels are measured.
struct KernelsOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The kernels to measure: "
        + "\(InstructionSet.allCases.map(\.rawValue).joined(separator: " or ")); those that the "
        + "program chooses without one.",
      valueName: "set"))
  var kernels: String?

  private static let variable = "LOCKSTEP_KERNELS"

  func validate() throws {
    guard let kernels else { return }
    guard let set = InstructionSet(rawValue: kernels) else {
      throw OptionCheck.invalid(
        "--kernels",
        expected: InstructionSet.allCases.map(\.rawValue).joined(separator: " or "),
        found: kernels)
    }
    guard set.isSupported else {
      throw ValidationError(
        "--kernels is \(kernels), but this processor lacks "
          + set.missingFeatures.joined(separator: ", "))
    }
  }

  /// The option as arguments, for processes that are started, on other hosts too: it says what the
  /// option or the variable has said here.
  var arguments: [String] {
    let variable = ProcessInfo.processInfo.environment[Self.variable] ?? ""
    return kernels == nil && variable.isEmpty
      ? [] : ["--kernels", kernels ?? InstructionSet.chosen.rawValue]
  }

  /// Starts this program anew with the kernels of the option, unless they are those in use: a
  /// process chooses its kernels before it reads its command line.
  ///
  /// - Throws: `ValidationError` when it cannot be started.
  func apply() throws {
    guard let kernels, kernels != InstructionSet.chosen.rawValue else { return }
    unsafe setenv(Self.variable, kernels, 1)
    let path = Bundle.main.executablePath ?? CommandLine.arguments[0]
    var words = unsafe CommandLine.arguments.map { unsafe strdup($0) }
    unsafe words.append(nil)
    unsafe execv(path, words)
    let reason = unsafe String(cString: strerror(errno))
    unsafe words.forEach { unsafe free($0) }
    throw ValidationError("--kernels is \(kernels), but \(path) could not be started: \(reason)")
  }
}
