/// What was found out about the ranks of a job.
struct JobFacts: Equatable, Sendable {
  /// In the order of the ranks.
  var ranks: [RankFacts] = []
  var links: [LinkFacts] = []
}

extension JobFacts {
  /// The findings of what only several ranks can tell; of a process alone only its data.
  var findings: [Finding] {
    guard ranks.count > 1 else { return ranks.isEmpty ? [] : dataFindings }
    return [programFinding, architectureFinding, kernelFinding] + dataFindings
      + [variableFinding] + placementFindings + [clockFinding, linkFinding].compactMap(\.self)
  }

  /// The ranks as `rank 3 on host`, a few of them.
  private static func list(_ ranks: [RankFacts]) -> String {
    ranks.prefix(4).map { "rank \($0.rank) on \($0.host)" }.joined(separator: ", ")
      + (ranks.count > 4 ? " and \(ranks.count - 4) more" : "")
  }

  /// The ranks whose value is another than rank 0's.
  private func others<Value: Equatable>(_ value: (RankFacts) -> Value) -> [RankFacts] {
    ranks.filter { value($0) != value(ranks[0]) }
  }
}

// MARK: - The same on all ranks

extension JobFacts {
  private var programFinding: Finding {
    let unread = ranks.filter { $0.program == nil }
    guard unread.isEmpty else {
      return Finding("program", .unknown, "\(Self.list(unread)) cannot read the program's file")
    }
    let others = others(\.program)
    guard others.isEmpty else {
      return Finding(
        "program", .problem, "\(Self.list(others)) runs another file than rank 0",
        remedy: "copy one build to all hosts, to the same path")
    }
    return Finding("program", .ok, "the same file on all \(ranks.count) ranks")
  }

  private var architectureFinding: Finding {
    let others = others(\.architecture)
    guard others.isEmpty else {
      return Finding(
        "processor family", .problem,
        "\(Self.list(others)) is \(others[0].architecture), rank 0 is \(ranks[0].architecture)",
        remedy: "use hosts of one family: they flush denormals differently, and a job is refused")
    }
    return Finding("processor family", .ok, "\(ranks[0].architecture) on all ranks")
  }

  private var kernelFinding: Finding {
    let others = others(\.kernels)
    guard others.isEmpty else {
      return Finding(
        "kernels of the ranks", .warning,
        "\(Self.list(others)) uses \(others[0].kernels), rank 0 \(ranks[0].kernels): the bits are the "
          + "same, and the slower one sets the pace",
        remedy: "unset LOCKSTEP_KERNELS everywhere, or use hosts with equal processors")
    }
    return Finding("kernels of the ranks", .ok, "\(ranks[0].kernels) on all ranks")
  }

  private var dataFindings: [Finding] {
    if let failed = ranks.first(where: { $0.dataError != nil }) {
      guard ranks.count > 1 else {
        return [Finding("data", .problem, failed.dataError ?? "")]
      }
      return [
        Finding(
          "data", .problem,
          "\(Self.list([failed])): \(failed.dataError ?? "")",
          remedy: "put the same data on all hosts, at the same path")
      ]
    }
    guard let data = ranks[0].data else { return [] }
    guard ranks.count > 1 else { return [Finding("data", .ok, data)] }
    let others = others(\.data)
    guard others.isEmpty else {
      return [
        Finding(
          "data", .problem,
          "\(Self.list(others)) has \(others[0].data ?? "none"), rank 0 has \(data)",
          remedy: "copy one set of files to all hosts")
      ]
    }
    return [Finding("data", .ok, "\(data), on all ranks")]
  }

  private var variableFinding: Finding {
    let names = Set(ranks.flatMap(\.variables.keys)).sorted()
    for name in names {
      let others = others { $0.variables[name] }
      guard let other = others.first else { continue }
      func text(_ rank: RankFacts) -> String {
        rank.variables[name].map { "\(name)=\($0)" } ?? "no \(name)"
      }
      return Finding(
        "environment", .warning,
        "\(Self.list(others)) has \(text(other)), rank 0 \(text(ranks[0]))",
        remedy: "pass it to all (mpirun -x \(name)), or set it nowhere")
    }
    let text =
      names.isEmpty
      ? "no variable that changes a run is set" : "\(names.joined(separator: ", ")) on all ranks"
    return Finding("environment", .ok, text)
  }
}

// MARK: - Processors and messages

extension JobFacts {
  /// The difference of two hosts' clocks, in milliseconds, that logs can do with.
  private static let mostClockLead = 1_000.0

  private var hosts: [[RankFacts]] {
    var names: [String] = []
    for rank in ranks where !names.contains(rank.host) { names.append(rank.host) }
    return names.map { name in ranks.filter { $0.host == name } }
  }

  private var placementFindings: [Finding] {
    let unknown = ranks.filter { $0.processors == nil }
    guard unknown.isEmpty else {
      return [
        Finding("binding", .unknown, "the system does not tell where \(Self.list(unknown)) may run")
      ]
    }
    let findings = hosts.compactMap(Self.placement)
    return findings.isEmpty
      ? [Finding("binding", .ok, "every rank can have a processor of its own")] : findings
  }

  /// A host whose ranks share processors; nil for one where each can have its own.
  private static func placement(_ ranks: [RankFacts]) -> Finding? {
    let host = ranks[0].host
    let online = ranks[0].online
    guard ranks.count <= online else {
      return Finding(
        "oversubscription", .warning,
        "\(ranks.count) ranks on \(host), which has \(online) processors: they take turns, and each "
          + "step waits for the last",
        remedy: "start at most \(online) ranks there; the bits are the same")
    }
    // By Hall's theorem for sets that are equal, disjoint or within one another, as bindings are.
    for rank in ranks {
      let own = Set(rank.processors ?? [])
      let sharing = ranks.filter { own.isSuperset(of: $0.processors ?? []) }
      guard sharing.count > own.count else { continue }
      let numbers = own.sorted().map { "\($0)" }.joined(separator: ", ")
      return Finding(
        "binding", .problem,
        "\(list(sharing)) share processor \(numbers), and \(host) has \(online)",
        remedy: "mpirun --bind-to none, or --map-by core --bind-to core with one job at a time")
    }
    return nil
  }

  /// The clock that differs most; nil for one host.
  private var clockFinding: Finding? {
    guard hosts.count > 1,
      let other = ranks.max(by: { abs($0.clockLead) < abs($1.clockLead) })
    else { return nil }
    let lead = abs(other.clockLead)
    guard lead - other.clockUncertainty > Self.mostClockLead else {
      return Finding(
        "clocks of the hosts", .ok, "at most \(Self.digits(lead)) ms from rank 0's")
    }
    return Finding(
      "clocks of the hosts", .warning,
      "that of \(other.host) is \(Self.digits(lead / 1_000)) s "
        + "\(other.clockLead > 0 ? "ahead of" : "behind") rank 0's: times in logs and of files do not "
        + "fit together, the bits do",
      remedy: "set the clocks by one server (chrony, ntpd)")
  }

  private var linkFinding: Finding? {
    guard let slowest = links.max(by: { $0.microseconds < $1.microseconds }),
      let narrowest = links.min(by: { $0.bytesPerSecond < $1.bytesPerSecond })
    else { return nil }
    let text =
      "\(Self.digits(slowest.microseconds)) us to rank \(slowest.rank)"
      + (slowest.isOnHost ? "" : " (another host)")
      + ", \(Self.digits(narrowest.bytesPerSecond / 1e9)) GB/s to rank \(narrowest.rank)"
      + (narrowest.isOnHost ? "" : " (another host)")
    let isSlow = slowest.microseconds > (slowest.isOnHost ? 100 : 1_000)
    let isNarrow = narrowest.bytesPerSecond < (narrowest.isOnHost ? 0.5e9 : 0.1e9)
    guard isSlow || isNarrow else { return Finding("messages", .ok, text) }
    return Finding(
      "messages", .warning,
      text + ": slow for ranks of " + (slowest.isOnHost ? "one host" : "several hosts"),
      remedy: slowest.isOnHost
        ? "give each rank a core of its own; look at binding and oversubscription"
        : "see which network Open MPI uses (OMPI_MCA_btl_tcp_if_include)")
  }

  private static func digits(_ number: Double) -> String {
    number >= 10 ? "\(Int(number.rounded()))" : "\((number * 100).rounded() / 100)"
  }
}
