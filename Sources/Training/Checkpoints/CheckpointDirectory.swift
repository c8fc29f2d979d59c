import FileFormats
package import Layers

/// A folder of checkpoints, `step-00002345.safetensors` and so on, that one job writes to.
package final class CheckpointDirectory: Sendable {
  package let path: String
  private let lock: DirectoryLock

  /// Creates the folder if necessary, and locks it.
  ///
  /// - Throws: `FileError`, `CheckpointError.unwritable`, or `.locked` while another job holds the
  ///   lock.
  package init(_ path: String) throws {
    self.path = path
    try Directory.create(path)
    lock = try DirectoryLock(path)
  }

  /// Returns the path of a checkpoint.
  package func path(iterations: Int) -> String {
    let digits = String(iterations)
    let zeros = String(repeating: "0", count: max(0, 8 - digits.count))
    return "\(path)/step-\(zeros)\(digits).safetensors"
  }

  /// Returns the checkpoints' paths, newest first.
  package func checkpoints() throws -> [String] {
    steps(in: try Directory.names(in: path)).map(\.path)
  }

  /// The checkpoints among names, newest first.
  private func steps(in names: [String]) -> [(iterations: Int, path: String)] {
    names.compactMap { name in
      Self.iterations(named: name).map { (iterations: $0, path: "\(path)/\(name)") }
    }.sorted { ($0.iterations, $0.path) > ($1.iterations, $1.path) }
  }

  /// Returns whether a name in the folder is that of a checkpoint or of the lock.
  package static func writes(_ name: String) -> Bool {
    iterations(named: name) != nil || name == bestName || name == DirectoryLock.name
  }

  /// Returns the number of updates in a checkpoint's name; nil for any other name.
  static func iterations(named name: some StringProtocol) -> Int? {
    guard name.hasPrefix("step-"), name.hasSuffix(".safetensors") else { return nil }
    return Int(name.dropFirst("step-".count).dropLast(".safetensors".count))
  }

  /// Returns the paths of resumable checkpoints: newest first, followed by the best one.
  package func resumable() throws -> [String] {
    let names = try Directory.names(in: path)
    return steps(in: names).map(\.path) + (names.contains(Self.bestName) ? [bestPath] : [])
  }

  /// Returns the path of a run's newest checkpoint, or else its best; a path that is no folder is
  /// returned as it is.
  ///
  /// - Throws: `ReplayError.noCheckpoint`, or `FileError` for a folder that cannot be listed.
  package static func newest(at path: String) throws -> String {
    guard Directory.kind(of: path) == .folder else { return path }
    guard let newest = try newest(in: path) else {
      throw ReplayError.noCheckpoint(directory: path)
    }
    return newest
  }

  /// Returns the path of the newest checkpoint in a folder, or else of the best; nil where there is
  /// neither.
  ///
  /// Unlike the initializer it neither creates nor locks the folder.
  ///
  /// - Throws: `FileError` for a folder that cannot be listed.
  package static func newest(in path: String) throws -> String? {
    let names = try Directory.names(in: path)
    let newest = names.compactMap { name in iterations(named: name).map { ($0, name) } }.max(by: <)
    guard let name = newest?.1 ?? names.first(where: { $0 == bestName }) else { return nil }
    return path.hasSuffix("/") ? path + name : "\(path)/\(name)"
  }

  /// Ends the exclusive use of the folder.
  func unlock() { lock.release() }

  /// Checks that the path still leads to the folder that this job has locked.
  ///
  /// - Throws: `CheckpointError.replaced`.
  func check() throws(CheckpointError) { try lock.check() }

  /// Removes what is older than the newest checkpoints up to one that was just written; neither
  /// that one, nor the best, nor what another run has left of later steps.
  ///
  /// - Throws: `FileError` naming the first that was not removed.
  func prune(keeping count: Int, upTo iterations: Int) throws {
    let older = steps(in: try Directory.names(in: path)).filter { $0.iterations < iterations }
    for step in older.dropFirst(count - 1) { try Directory.removeFile(step.path) }
  }

  /// Returns the newest complete checkpoint, otherwise the best one; nil if there is none.
  ///
  /// Newer ones that are damaged or cannot be read are set aside: they get another name, so that a
  /// run that goes on neither counts nor overwrites them.
  ///
  /// - Parameters:
  ///   - model: The model that is to go on.
  ///   - skipped: Called for each one that was set aside, with its new name.
  /// - Returns: The path and the content.
  /// - Throws: `CheckpointError` of a newer format, other numerics or a wrong name, and the error
  ///   of the newest if none is complete.
  package func newestWhole(
    for model: Model? = nil, skipped: (_ path: String, _ error: any Error) -> Void
  ) throws -> (path: String, checkpoint: Checkpoint)? {
    var damaged: [(path: String, error: any Error)] = []
    for path in try resumable() {
      do {
        let checkpoint = try Checkpoint(readingFrom: path, for: model)
        let found = checkpoint.header.progress.iterations
        let expected = Self.iterations(named: path.dropFirst(self.path.count + 1)) ?? found
        guard found == expected else {
          throw CheckpointError.misnamed(path: path, found: found, expected: expected)
        }
        for entry in damaged {
          skipped(try Directory.setAside(entry.path, ending: ".damaged"), entry.error)
        }
        return (path, checkpoint)
      } catch let error as SafetensorsError {
        damaged.append((path, error))
      } catch let error as FileError where !error.isOfProcess && error.operation != .rename {
        damaged.append((path, error))
      }
    }
    if let first = damaged.first {
      throw CheckpointError.noneWhole(directory: path, reason: "\(first.error)")
    }
    return nil
  }
}
