package import FileFormats
import Foundation
import MPI
package import Parallel

/// What one start of a measurement ran with.
package struct RunRecord: Equatable, Sendable {
  /// A setting of Open MPI.
  package struct Setting: Equatable, Sendable {
    /// The variable's name, `OMPI_MCA_pml` for one.
    package let name: String
    package let value: String
  }

  /// The round, from 1.
  package let round: Int
  /// The commit that the program was built from.
  package let commit: String
  /// The version of the MPI library.
  package let mpi: String
  /// The settings of Open MPI, by name.
  package var settings: [Setting]
  /// The command that was started, quoted for a shell.
  package var command: String
  /// The hosts, in the order of their first ranks.
  package let hosts: [HostRecord]
  /// The load of rank 0's host.
  package let load: LoadSpan
}

extension RunRecord {
  /// Returns the settings of Open MPI in an environment, by name, without those that mpirun makes
  /// for its ranks.
  package static func settings(in environment: [String: String]) -> [Setting] {
    let prefix = "OMPI_MCA_"
    let ownOfLauncher = [
      "orte_", "ess", "pmix", "initial_wdir", "shmem_RUNTIME_QUERY_hint", "mpi_oversubscribe",
    ]
    return environment.keys.sorted().compactMap { name in
      guard name.hasPrefix(prefix),
        !ownOfLauncher.contains(where: { name.dropFirst(prefix.count).hasPrefix($0) })
      else { return nil }
      return Setting(name: name, value: environment[name] ?? "")
    }
  }
}

/// Makes the record of a start.
package struct RunRecorder {
  private let round: Int
  private let commit: String
  private let hosts: [HostRecord]
  private let load = LoadSpan.starting()

  /// Looks at the hosts and the load; collective.
  ///
  /// - Parameters:
  ///   - round: The round, from 1.
  ///   - commit: The commit that the program was built from.
  ///   - group: The processes.
  /// - Throws: MPI's errors.
  package init(round: Int, commit: String, in group: ProcessGroup) throws {
    self.round = round
    self.commit = commit
    hosts = try HostRecord.all(in: group)
  }

  /// Returns the record of the start, which has now been measured.
  package func record() -> RunRecord {
    let process = ProcessInfo.processInfo
    return RunRecord(
      round: round, commit: commit, mpi: MPIRuntime.libraryVersion,
      settings: RunRecord.settings(in: process.environment),
      command: CommandRecord.quoted(process.arguments), hosts: hosts, load: load.ending())
  }
}

// MARK: - JSON

extension RunRecord {
  /// The record as JSON.
  package var json: JSON {
    [
      "round": .integer(round), "commit": .string(commit), "mpi": .string(mpi),
      "settings": .array(
        settings.map { ["name": .string($0.name), "value": .string($0.value)] }),
      "command": .string(command), "hosts": .array(hosts.map(\.json)), "load": load.json,
    ]
  }

  /// Creates a record from JSON; nil when a value is missing.
  package init?(_ json: JSON) {
    guard let round = json["round"]?.integerValue, let commit = json["commit"]?.stringValue,
      let mpi = json["mpi"]?.stringValue, let settings = json["settings"]?.arrayValue,
      let command = json["command"]?.stringValue, let hosts = json["hosts"]?.arrayValue,
      let load = json["load"].flatMap(LoadSpan.init)
    else { return nil }
    self.init(
      round: round, commit: commit, mpi: mpi,
      settings: settings.compactMap { setting in
        guard let name = setting["name"]?.stringValue, let value = setting["value"]?.stringValue
        else { return nil }
        return Setting(name: name, value: value)
      }, command: command, hosts: hosts.compactMap { HostRecord($0) }, load: load)
  }
}
