/// A host that ranks can run on.
package struct LaunchHost: Equatable, Sendable {
  /// The name or address, as mpirun takes it.
  package let name: String
  /// How many ranks it takes; nil for one a core, which the host itself has to tell.
  package var slots: Int?
  /// Who logs in there; nil for the usual user.
  package var user: String?
  /// The port of its agent; nil for the usual one.
  package var port: Int?

  /// A host, as a file or a list names it.
  package init(_ name: String, slots: Int? = nil, user: String? = nil, port: Int? = nil) {
    self.name = name
    self.slots = slots
    self.user = user
    self.port = port
  }
}

extension [LaunchHost] {
  /// Adds a host; one that is there already takes as many ranks more, one where no number is given.
  mutating func add(_ host: LaunchHost) {
    guard let index = firstIndex(where: { $0.name == host.name }) else {
      append(host)
      return
    }
    self[index].slots = (self[index].slots ?? 1) + (host.slots ?? 1)
    self[index].user = host.user ?? self[index].user
    self[index].port = host.port ?? self[index].port
  }

  /// The hosts of a list such as `a,b:4,c:*`, as mpirun's `--host` takes it: one slot unless a
  /// number is given, with `*` one for each core.
  ///
  /// - Throws: `LaunchError.hostList`.
  package init(list: String) throws(LaunchError) {
    self = []
    for entry in list.split(separator: ",", omittingEmptySubsequences: false) {
      guard let match = entry.wholeMatch(of: /([^:,\s]+)(?::([1-9][0-9]{0,8}|\*))?/) else {
        throw LaunchError.hostList(entry: String(entry))
      }
      add(
        LaunchHost(String(match.1), slots: match.2 == "*" ? nil : match.2.flatMap { Int($0) } ?? 1))
    }
  }
}
