package import Parallel

/// What `bench exchange` times.
package enum ExchangeWay: Hashable {
  /// One of Lockstep's own, from the gradients to the new weights.
  case exchange(ExchangeKind)
  /// `MPI_Allreduce` in place, and nothing else.
  case allReduce
  /// The bytes that `shared` moves, copied.
  case copy
  /// A barrier of one host, without numbers.
  case barrier

  /// The name on the command line and in reports.
  package var name: String {
    switch self {
    case .exchange(let kind): kind.rawValue
    case .allReduce: "MPI_Allreduce"
    case .copy: "copy"
    case .barrier: "barrier"
    }
  }

  /// The ways that ranks of so many hosts can go.
  package static func all(hostCount: Int) -> [ExchangeWay] {
    hostCount == 1
      ? [.exchange(.shared), .exchange(.ordered), .exchange(.mpi), .copy, .barrier]
      : [.exchange(.ordered), .exchange(.mpi)]
  }
}
