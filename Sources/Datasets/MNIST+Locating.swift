import FileFormats
import Foundation

extension MNIST {
  /// One of the four files, in any of the names under which it is spread: as the database has it,
  /// with a dot as archive tools unpack it, with the prefix of EMNIST or another set of its form,
  /// plain or compressed.
  struct Part {
    /// The usual name: `t10k-images-idx3-ubyte`.
    let name: String

    static let all = [
      "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
      "t10k-labels-idx1-ubyte",
    ].map(Part.init)

    /// The file in a folder, the plain one before the compressed one; nil where there is none.
    ///
    /// A file that is empty, cut short or something else is taken only where there is no better
    /// one; a folder of the file's name is looked into. `prefix` stands before the names of all
    /// four files.
    func path(in directory: String, prefix: String) -> String? {
      let names = spellings.map { prefix + $0 }
      let folders = (names + names.map { $0 + ".gz" }).filter { name in
        Directory.kind(of: "\(directory)/\(name)") == .folder
      }
      let plain = names + folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
      let paths = (plain + plain.map { $0 + ".gz" }).map { "\(directory)/\($0)" }
      let files = paths.filter(Self.isFile)
      return files.first { IDXFile.isWhole($0, ranks: ranks) } ?? files.first
    }

    /// The dimensions that the file can have: images may have channels, and other samples any
    /// sizes.
    var ranks: ClosedRange<Int> { name.contains("images") ? MNIST.sampleRanks : 1...1 }

    /// The names of a plain file, the usual one first; the digit is the number of dimensions, which
    /// are four of images in colour.
    private var spellings: [String] {
      let others = ranks.map { name.replacing("idx3", with: "idx\($0)") }.filter { $0 != name }
      return ([name] + (ranks.count > 1 ? others : [])).flatMap { name in
        [name, name.replacing("-idx", with: ".idx")].flatMap { name in
          name.contains("t10k-") ? [name, name.replacing("t10k-", with: "test-")] : [name]
        }
      }
    }

    /// Whether there is a file, even one that cannot be read: that is an error of its own.
    private static func isFile(_ path: String) -> Bool {
      do throws(FileError) {
        _ = try FileDescriptor(reading: path)
        return true
      } catch {
        return !error.isMissing && error.code != EISDIR
      }
    }

    /// The prefix that a file's name has before one of the part's names, if it is one of these.
    func prefix(of file: String) -> String? {
      let stem = file.hasSuffix(".gz") ? String(file.dropLast(3)) : file
      guard stem.hasSuffix("-ubyte") else { return nil }
      for name in spellings where stem.hasSuffix(name) { return String(stem.dropLast(name.count)) }
      return nil
    }
  }

  /// Whether a file's name is one of those under which the files are looked for.
  static func isFile(called name: String) -> Bool {
    Part.all.contains { $0.prefix(of: name) != nil }
  }

  /// The prefixes of the sets in a folder, in alphabetical order: `emnist-letters-`.
  static func prefixes(in directory: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return Set(names.compactMap { Part.all[0].prefix(of: $0) }).sorted()
  }

  /// The file in a folder that may have been meant by a name, for the error that it is missing.
  static func fileNear(_ name: String, in directory: String) -> String? {
    let manager = FileManager.default
    let names = (try? manager.contentsOfDirectory(atPath: directory)) ?? []
    let words = name.split(separator: "-").prefix(2)
    let near = names.sorted().first { found in
      words.allSatisfy { found.lowercased().contains($0) }
    }
    guard let near else { return nil }
    let path = "\(directory)/\(near)"
    let isFolder = (try? manager.contentsOfDirectory(atPath: path)) != nil
    return "\(isFolder ? "the folder " : "")\(near.onOneLine())"
  }
}
