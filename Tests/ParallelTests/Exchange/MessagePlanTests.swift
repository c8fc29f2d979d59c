import Engine
import Layers
import Parallel
import Testing

@Suite("MessagePlan")
struct MessagePlanTests {
  /// Slices as an exchange cuts them: neighbours belong to one host.
  private func slices(_ hosts: [Int], sizes: [Int]) throws -> [Range<Int>] {
    let model = Sequential([InputLayer(shape: [sizes[0]])])
    for units in sizes.dropFirst() { model.add(Dense(units)) }
    let cuts = SlicePlan(try model.parameterSpace(), count: hosts.count).slices
    let order = hosts.indices.sorted { (hosts[$0], $0) < (hosts[$1], $1) }
    return hosts.indices.map { rank in cuts[order.firstIndex(of: rank) ?? 0] }
  }

  private func plans(_ hosts: [Int], _ slices: [Range<Int>]) -> [MessagePlan] {
    hosts.indices.map { MessagePlan(rank: $0, hosts: hosts, slices: slices) }
  }

  /// The tutorial's network, and one whose chunks are fewer than ranks.
  private static let cases = HostTreeTests.layouts.flatMap { layout in
    [[784, 512, 10], [3, 2]].map { (layout, sizes: $0) }
  }

  /// What one rank sends another, the other expects, in the same order: else a message would be
  /// taken for another, or be waited for in vain.
  @Test(arguments: 1...8, 1...4)
  func bothEndsExpectTheSameMessages(worldSize: Int, hostCount: Int) throws {
    for (layout, sizes) in Self.cases {
      let hosts = HostTreeTests.hosts(worldSize, hostCount, layout)
      let slices = try slices(hosts, sizes: sizes)
      let plans = plans(hosts, slices)
      for sender in hosts.indices {
        for receiver in hosts.indices {
          let sent = plans[sender].sums.filter { $0.rank == receiver }.map(\.run)
          let expects = plans[receiver].senders.contains(sender)
          #expect(
            sent == (expects ? plans[receiver].buckets : []),
            "sums from \(sender) to \(receiver), hosts \(hosts)")
          let weights = plans[receiver].weights.filter { $0.rank == sender }.map(\.run)
          let sends = plans[sender].weightReceivers.contains(receiver)
          #expect(
            weights == (sends ? plans[sender].buckets.reversed() : []),
            "weights from \(sender) to \(receiver), hosts \(hosts)")
        }
      }
    }
  }

  /// Every host gets every weight once, and every owner each other host's sums once.
  @Test(arguments: 1...8, 1...4)
  func coversTheSpaceOnEveryHost(worldSize: Int, hostCount: Int) throws {
    for (layout, sizes) in Self.cases {
      let hosts = HostTreeTests.hosts(worldSize, hostCount, layout)
      let slices = try slices(hosts, sizes: sizes)
      let plans = plans(hosts, slices)
      let count = slices.map(\.upperBound).max() ?? 0
      for host in Set(hosts) {
        let members = hosts.indices.filter { hosts[$0] == host }
        for (what, runs) in [
          ("weights", members.flatMap { plans[$0].weights.map(\.run) }),
          ("sums", members.flatMap { plans[$0].sums.map(\.run) }),
        ] {
          var times = [Int](repeating: 0, count: count)
          for index in (runs + members.map { slices[$0] }).joined() { times[index] += 1 }
          let wrong = times.firstIndex { $0 != 1 }
          #expect(wrong == nil, "\(what) of host \(host), hosts \(hosts): \(wrong ?? 0)")
        }
        for member in members {
          let others = plans[member].senders.enumerated().filter { $0.element != nil }
          #expect(others.allSatisfy { hosts[$0.element ?? 0] == $0.offset }, "hosts \(hosts)")
          #expect(others.count == Set(hosts).count - 1, "hosts \(hosts)")
        }
      }
    }
  }

  /// The backward pass fills the space from its end.
  @Test(arguments: [[0, 1], [0, 0, 1, 1], [0, 1, 2, 0, 1, 2], [0, 0, 0, 1]])
  func sendsFirstWhatIsCompleteFirst(hosts: [Int]) throws {
    let slices = try slices(hosts, sizes: [784, 512, 10])
    for plan in plans(hosts, slices) {
      let starts = plan.sums.map(\.run.lowerBound)
      #expect(starts == starts.sorted(by: >), "hosts \(hosts)")
      #expect(plan.buckets.allSatisfy { $0.count <= MessagePlan.bucketSize })
      #expect(plan.buckets.dropLast().allSatisfy { $0.count == MessagePlan.bucketSize })
    }
  }

  @Test func spreadsTheOwnersOverTheHost() throws {
    let hosts = [0, 0, 0, 0, 1, 1, 1, 1]
    let plans = plans(hosts, try slices(hosts, sizes: [784, 512, 10]))
    for rank in hosts.indices {
      #expect(Set(plans[rank].sums.map(\.rank)) == [(rank + 4) % 8], "rank \(rank)")
      #expect(plans[rank].weightReceivers == [(rank + 4) % 8], "rank \(rank)")
    }
    // The owners of a host with more ranks take turns.
    let uneven = [0, 0, 0, 1]
    let last = MessagePlan(
      rank: 3, hosts: uneven, slices: try slices(uneven, sizes: [784, 512, 10]))
    #expect(Set(last.sums.map(\.rank)) == [0, 1, 2])
    #expect(last.weightReceivers == [0])
  }

  @Test func hasNoMessagesOnOneHost() throws {
    for plan in plans([0, 0, 0], try slices([0, 0, 0], sizes: [784, 512, 10])) {
      #expect(plan.sums.isEmpty && plan.weights.isEmpty && plan.weightReceivers.isEmpty)
      #expect(!plan.buckets.isEmpty && plan.senders == [nil])
    }
  }
}
