import Foundation
import TestSupport
import Testing

/// Damaged data end a run before anything is written.
@Suite("train, with damaged data")
struct TrainCommandDataErrorTests {
  /// What is done to one of the four files.
  enum Damage: Sendable, CaseIterable {
    case missing, empty, truncated, trailing, magic, oversized, otherCount, labelOutOfRange

    /// The place of the file in `SmallImages.names`.
    var file: Int {
      switch self {
      case .missing, .otherCount: 3
      case .labelOutOfRange: 1
      case .magic: 2
      case .empty, .truncated, .trailing, .oversized: 0
      }
    }

    var exitCode: Int32 { self == .missing ? 66 : 65 }

    /// What is said beside the file's name.
    var words: String {
      switch self {
      case .missing: "scripts/fetch-mnist"
      case .empty, .truncated: "expected"
      case .trailing: "more bytes than"
      case .magic: "magic number"
      case .oversized: "expected 1683627179264"
      case .otherCount: "as in the file that goes with it"
      case .labelOutOfRange: "classes 0 to 9 with the model's 10 outputs, found class 10"
      }
    }

    func apply(to bytes: inout Data) {
      switch self {
      case .missing: break
      case .empty: bytes = Data()
      case .truncated: bytes.removeLast()
      case .trailing: bytes.append(0)
      case .magic: bytes[3] = 9
      case .oversized: bytes.replaceSubrange(4..<8, with: [0x7F, 0xFF, 0xFF, 0xFF])
      case .otherCount:
        bytes[7] -= 1
        bytes.removeLast()
      case .labelOutOfRange: bytes[8 + 7] = 10
      }
    }
  }

  @Test(
    "ends with the file's name", arguments: Damage.allCases, [World.solo, .ranks(2)])
  func damaged(damage: Damage, world: World) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let name = SmallImages.names[damage.file]
      let file = folder.data.appending(path: name)
      if damage == .missing {
        try FileManager.default.removeItem(at: file)
      } else {
        var bytes = try Data(contentsOf: file)
        damage.apply(to: &bytes)
        try bytes.write(to: file)
      }
      let result = try folder.attempt([], in: world)
      #expect(result.exitCode == damage.exitCode, "\(result)")
      // A label is only wrong for a model of fewer outputs: the file may be another set's.
      expectOneErrorLine(
        result, containing: (damage == .labelOutOfRange ? [] : [name]) + [damage.words])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["images"],
        "nothing is written before the data are read")
    }
  }
}
