import Engine

/// Which messages a rank sends and receives in a step of the ordered exchange.
///
/// A slice of the gradient travels in buckets, from its end to its start, as the backward pass
/// fills the parameter space from its end. Of each host one rank sums the host's blocks over a
/// slice of another host and sends them to the slice's owner; the new weights of the slice go back
/// the same way. Between two ranks the messages stand in the same order on both sides.
package struct MessagePlan: Equatable {
  /// A message's other end, and which run of the parameter space it is about.
  package struct Message: Equatable {
    package let rank: Int
    package let run: Range<Int>
  }

  /// The floats of a bucket at most.
  ///
  /// A message is then below 64 KiB, which Open MPI's TCP sends at once; a longer one waits for the
  /// receiver's answer, which it gives only inside a call of MPI.
  package static let bucketSize = 15 * ParameterSpace.chunkSize

  /// The buckets of this rank's slice, the last one first.
  package let buckets: [Range<Int>]
  /// The sums of its host that this rank sends to other hosts' owners: a message for each block of
  /// the host; those that are complete first, first.
  package let sums: [Message]
  /// For each host the rank that sends its sums of this rank's slice; nil for this rank's own host.
  package let senders: [Int?]
  /// The ranks that get this rank's new weights.
  package let weightReceivers: [Int]
  /// The new weights that this rank receives for its host.
  package let weights: [Message]

  /// The plan of a rank in a world whose rank `r` runs on host `hosts[r]` and updates `slices[r]`.
  package init(rank: Int, hosts: [Int], slices: [Range<Int>]) {
    let host = hosts[rank]
    let ranks = (0..<(hosts.max() ?? 0) + 1).map { host in
      hosts.indices.filter { hosts[$0] == host }
    }
    /// The rank of another host that deals with an owner's slice: the owners of a host are spread
    /// over it.
    func partner(of owner: Int, on host: Int) -> Int {
      let place = ranks[hosts[owner]].firstIndex(of: owner) ?? 0
      return ranks[host][place % ranks[host].count]
    }
    let served = hosts.indices.filter { owner in
      hosts[owner] != host && partner(of: owner, on: host) == rank && !slices[owner].isEmpty
    }
    buckets = Self.buckets(of: slices[rank])
    sums = served.flatMap { owner in
      Self.buckets(of: slices[owner]).map { Message(rank: owner, run: $0) }
    }.sorted { ($0.run.lowerBound, $0.rank) > ($1.run.lowerBound, $1.rank) }
    senders = ranks.indices.map { $0 == host ? nil : partner(of: rank, on: $0) }
    weightReceivers = slices[rank].isEmpty ? [] : senders.compactMap(\.self)
    weights = sums.reversed()
  }

  /// Cuts a slice into buckets of one size, the rest last: it is the one that is complete last.
  package static func buckets(of slice: Range<Int>) -> [Range<Int>] {
    stride(from: slice.upperBound, to: slice.lowerBound, by: -bucketSize).map {
      max($0 - bucketSize, slice.lowerBound)..<$0
    }
  }
}
