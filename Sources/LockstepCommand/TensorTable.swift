import Benchmarks
import FileFormats
import Foundation

/// The lines of `lockstep inspect` about a file of tensors, a checkpoint's or another program's.
struct TensorTable {
  private let file: SafetensorsFile

  init(_ file: SafetensorsFile) { self.file = file }

  /// A row for each tensor, in the order of the names.
  ///
  /// - Throws: `FileError` or `SafetensorsError` where the file changes while it is read.
  func lines() throws -> [String] {
    guard !file.names.isEmpty else { return ["no tensors"] }
    var table = TextTable([
      ("tensor", .left), ("shape", .left), ("type", .left), ("norm", .right), ("minimum", .right),
      ("maximum", .right), ("zeros", .right), ("NaN", .right), ("infinite", .right),
    ])
    let tensors = file.tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    for tensor in tensors {
      let found = try file.statistics(of: tensor)
      table.add([
        tensor.name.onOneLine(), "\(tensor.shape)", tensor.dtype.rawValue, Self.text(found.norm),
        found.integers.minimum ?? found.minimum.map(Self.text) ?? "-",
        found.integers.maximum ?? found.maximum.map(Self.text) ?? "-",
        "\(found.zeroCount)", "\(found.nanCount)", "\(found.infiniteCount)",
      ])
    }
    for (name, type) in file.unknownTensors {
      table.add(
        [name.onOneLine(), "-", type.onOneLine(limit: 20)] + [String](repeating: "-", count: 6))
    }
    let unknown = file.unknownTensors.count
    return table.lines
      + (unknown == 0
        ? [] : ["tensors of a type that this program does not read: \(unknown)"])
  }

  private static func text(_ number: Double) -> String { NumberText.rounded(number, digits: 6) }
}
