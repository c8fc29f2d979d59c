/// A host that ranks can run on.
package struct LaunchHost: Equatable, Sendable {
  /// The name or address, as mpirun accepts it.
  package let name: String
  /// The number of ranks; nil for one per core, which the host reports.
  package var slots: Int?
  /// The login user; nil for the default.
  package var user: String?
  /// The port of its agent; nil for the default.
  package var port: Int?

  /// Creates a host.
  package init(_ name: String, slots: Int? = nil, user: String? = nil, port: Int? = nil) {
    self.name = name
    self.slots = slots
    self.user = user
    self.port = port
  }
}

extension [LaunchHost] {
  /// Adds a host; a repeated one adds its slots, 1 by default, to the existing entry.
  mutating func add(_ host: LaunchHost) {
    guard let index = firstIndex(where: { $0.name == host.name }) else {
      append(host)
      return
    }
    self[index].slots = (self[index].slots ?? 1) + (host.slots ?? 1)
    self[index].user = host.user ?? self[index].user
    self[index].port = host.port ?? self[index].port
  }

  /// Parses a list such as `a,b:4,c:*`, as for mpirun's `--host`: one slot by default, with `*` one
  /// per core.
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
