import ArgumentParser
import Benchmarks
import FileFormats
import Foundation
import Parallel
import Training

/// `lockstep compare A B`.
struct CompareCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares two checkpoints, two runs' folders or two digest logs, bit by bit.",
    discussion: """
      Of two folders, the checkpoints of the same steps are compared in order, up to the first \
      that differ; of two logs of train --digest, the steps. Any safetensors files can be \
      compared, of other programs too.

      Exit codes: 0 for the same bits, 1 for others.

        lockstep compare runs/1 runs/3
        lockstep compare a.safetensors b.safetensors
        lockstep compare one.digests other.digests
      """)

  @Argument(help: "A safetensors file, a folder of checkpoints, or a digest log.")
  var one: String

  @Argument(help: "What to compare it with: of the same kind.")
  var other: String

  @Option(help: "The tensors that are listed, at most.")
  var limit = 20

  func validate() throws { try OptionCheck.number(limit, of: "--limit", in: 0...Int.max) }

  func run(in group: ProcessGroup) throws {
    let areFolders = try (isFolder(one), isFolder(other))
    guard areFolders.0 == areFolders.1 else {
      throw TrainingError.invalidValue(
        of: "what is compared", expected: "two files or two folders", found: "one of each")
    }
    let isSame: Bool
    if areFolders.0 {
      isSame = try compareFolders()
    } else {
      let areLogs = try (isLog(one), isLog(other))
      guard areLogs.0 == areLogs.1 else {
        let (log, file) = areLogs.0 ? (one, other) : (other, one)
        throw TrainingError.invalidValue(
          of: "what is compared", expected: "two digest logs or two safetensors files",
          found: "\(log), which begins as a digest log, and \(file), which does not")
      }
      isSame = try areLogs.0 ? compareLogs() : compareFiles()
    }
    if !isSame { throw ArgumentParser.ExitCode(1) }
  }

  private func compareFiles() throws -> Bool {
    let comparison = try FileComparison(SafetensorsFile(one), SafetensorsFile(other))
    guard !comparison.isSame else {
      print("The same bits in all \(comparison.tensorCount) tensors, and the same settings.")
      return true
    }
    show(comparison)
    return false
  }

  private func compareFolders() throws -> Bool {
    let comparison = try RunComparison(one, other)
    let steps = comparison.commonSteps
    guard let first = comparison.first else {
      print(
        "The same bits at \(steps.count == 1 ? "step" : "all \(steps.count) steps up to") "
          + "\(steps[steps.count - 1]).")
      return true
    }
    let before = comparison.lastSame.map { "; the same at step \($0)" } ?? ""
    print("First different checkpoint: step \(first.step)\(before)")
    show(first.comparison)
    return false
  }

  private func compareLogs() throws -> Bool {
    let comparison = try DigestComparison(one, other)
    let names = comparison.settings.map(\.path)
    let parts = ["learningRate", "optimizer"].filter { names.contains($0) }
    show(comparison.settings) { name in
      name == "compile" && !parts.isEmpty
        ? "a checksum of loss, metrics and optimizer, with \(parts.joined(separator: " and "))"
        : nil
    }
    for (path, listed, count) in comparison.missing {
      let more = count > listed.count ? ", ..., \(count) in all" : ""
      print(
        "Missing in \(path.onOneLine(limit: .max)): step "
          + listed.map { "\($0)" }.joined(separator: ", ") + more)
    }
    guard let first = comparison.first else {
      let steps = comparison.commonSteps
      print("The same digests in \(steps.count) steps, \(steps[0]) to \(steps[steps.count - 1]).")
      return comparison.isSame
    }
    print("First different step: \(first.step)")
    for tensor in first.tensors.prefix(limit) {
      print("  \(tensor.kind.rawValue): \(tensor.name.onOneLine())")
    }
    let left = first.tensors.count - limit
    if left > 0 { print("  ... and \(left) more (--limit)") }
    if first.tensors.isEmpty { print("  only one of the runs has skipped it") }
    return false
  }

  /// Whether a file begins as a digest log does; a safetensors file begins with the length of its
  /// header.
  private func isLog(_ path: String) throws -> Bool {
    try FileDescriptor(reading: path).bytes(at: 0, count: 2) == Array("{\"".utf8)
  }

  private func isFolder(_ path: String) throws -> Bool {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(path: path, operation: .open, code: ENOENT)
    }
    return isFolder.boolValue
  }
}

// MARK: - Output

extension CompareCommand {
  private func show(_ comparison: FileComparison) {
    show(comparison.settings)
    guard !comparison.tensors.isEmpty else {
      print("The same bits in all \(comparison.tensorCount) tensors.")
      return
    }
    print("\(comparison.tensors.count) of \(comparison.tensorCount) tensors differ:")
    showTable(comparison)
  }

  private func show(_ settings: [SettingDifference], note: (String) -> String? = { _ in nil }) {
    for setting in settings {
      let values = [setting.values.0, setting.values.1].map {
        $0?.serialized().onOneLine(limit: 100) ?? "absent"
      }
      print(
        "\(setting.path.onOneLine()): \(values[0]), other \(values[1])"
          + (note(setting.path).map { " (\($0))" } ?? ""))
    }
  }

  private func showTable(_ comparison: FileComparison) {
    var table = TextTable([
      ("tensor", .left), ("elements", .right), ("differ", .right), ("first at", .left),
      ("one", .right), ("other", .right), ("furthest", .right),
    ])
    for tensor in comparison.tensors.prefix(limit) { table.add(Self.cells(tensor)) }
    for line in table.lines { print(line) }
    let left = comparison.tensors.count - limit
    if left > 0 { print("... and \(left) more (--limit)") }
  }

  private static func cells(_ tensor: FileComparison.Tensor) -> [String] {
    let name = tensor.name.onOneLine()
    switch tensor.change {
    case .missing(let inFirst):
      return [name, "", "all", "", inFirst ? "absent" : "there", inFirst ? "there" : "absent", ""]
    case .form(let one, let other): return [name, "", "all", "", one, other, ""]
    case .values(let difference):
      let first = difference.first
      return [
        name, "\(difference.elementCount)", "\(difference.count)",
        first.map { "\($0.indices(in: tensor.shape))" } ?? "",
        first?.texts.0 ?? "", first?.texts.1 ?? "", Self.distance(of: difference),
      ]
    }
  }

  /// The distance of the elements that are furthest apart.
  private static func distance(of difference: TensorDifference) -> String {
    guard let furthest = difference.furthest else { return "" }
    return switch difference.scale {
    case .floatingPoint: furthest.units.map { "\($0) ulp" } ?? "NaN"
    case .whole: furthest.units.map { "\($0)" } ?? ""
    case .unknown: ""
    }
  }
}
