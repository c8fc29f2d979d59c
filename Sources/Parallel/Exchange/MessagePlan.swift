import Engine

/// The messages that a rank sends and receives in a step of the ordered exchange.
///
/// A slice of the gradient travels in buckets, from its end to its start, as the backward pass
/// fills the parameter space from its end. One rank of each host sums the host's blocks over a
/// slice of another host and sends them to the slice's owner; the new weights of the slice are sent
/// back between the same two ranks. Both sides list the messages of a pair of ranks in the same
/// order.
package struct MessagePlan: Equatable {
  /// A message's peer and its range of the parameter space.
  package struct Message: Equatable {
    package let rank: Int
    package let run: Range<Int>
  }

  /// The greatest number of floats of a bucket.
  ///
  /// A message is then below 64 KiB, Open MPI's eager limit over TCP; a longer one waits for the
  /// receiver's reply (rendezvous), which is sent only inside an MPI call.
  package static let bucketSize = 15 * ParameterSpace.chunkSize

  /// The buckets of this rank's slice, the last one first.
  package let buckets: [Range<Int>]
  /// The sums of its host that this rank sends to owners on other hosts: a message for each block
  /// of the host, in the order of completion.
  package let sums: [Message]
  /// For each host, the rank that sends its sums of this rank's slice; nil for this rank's own
  /// host.
  package let senders: [Int?]
  /// The ranks that receive this rank's new weights.
  package let weightReceivers: [Int]
  /// The new weights that this rank receives for its host.
  package let weights: [Message]

  /// Creates the plan of a rank in a world where rank `r` runs on host `hosts[r]` and updates
  /// `slices[r]`.
  package init(rank: Int, hosts: [Int], slices: [Range<Int>]) {
    let host = hosts[rank]
    let ranks = (0..<(hosts.max() ?? 0) + 1).map { host in
      hosts.indices.filter { hosts[$0] == host }
    }
    /// The rank of another host that exchanges an owner's slice: a host's owners are distributed
    /// over its ranks.
    func partner(of owner: Int, on host: Int) -> Int {
      let index = ranks[hosts[owner]].firstIndex(of: owner) ?? 0
      return ranks[host][index % ranks[host].count]
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

  /// Divides a slice into buckets of one size, the remainder last: it is completed last.
  package static func buckets(of slice: Range<Int>) -> [Range<Int>] {
    stride(from: slice.upperBound, to: slice.lowerBound, by: -bucketSize).map {
      max($0 - bucketSize, slice.lowerBound)..<$0
    }
  }
}
