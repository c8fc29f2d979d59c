package import FileFormats
import Parallel

/// A host of a job.
package struct HostRecord: Equatable, Sendable {
  /// The host's name.
  package let name: String
  /// The number of ranks on it.
  package let rankCount: Int
  /// The number of its processors that the ranks may use.
  package let usableCount: Int
  /// The processor and the system.
  package let machine: Machine

  /// Creates a host.
  package init(name: String, rankCount: Int, usableCount: Int, machine: Machine) {
    self.name = name
    self.rankCount = rankCount
    self.usableCount = usableCount
    self.machine = machine
  }

  /// The host as JSON.
  package var json: JSON {
    [
      "name": .string(name), "ranks": .integer(rankCount), "usable": .integer(usableCount),
      "machine": machine.json,
    ]
  }

  /// Creates a host from JSON; nil when a value is missing.
  package init?(_ json: JSON) {
    guard let name = json["name"]?.stringValue, let rankCount = json["ranks"]?.integerValue,
      let usableCount = json["usable"]?.integerValue,
      let machine = json["machine"].flatMap(Machine.init)
    else { return nil }
    self.init(name: name, rankCount: rankCount, usableCount: usableCount, machine: machine)
  }

  /// Gathers the hosts of a group, in the order of their first ranks; collective.
  static func all(in group: ProcessGroup) throws -> [HostRecord] {
    let processors = try JobProcessors(in: group)
    let own =
      group.hostRank == 0
      ? HostRecord(
        name: group.hostName, rankCount: group.hostIndices.count { $0 == group.hostIndex },
        usableCount: processors.count(ofHost: group.hostIndex), machine: Machine.ofThisHost()
      ).json.serialized() : " "
    // One integer a byte: the texts are short, and there is one for each host.
    return try group.allGather(own.utf8.map(UInt64.init)).compactMap { text in
      (try? JSON(parsing: text.map { UInt8(truncatingIfNeeded: $0) })).flatMap(HostRecord.init)
    }
  }
}
