package import Parallel

/// A kind of exchange that `bench exchange` times.
package enum ExchangeWay: Hashable {
  /// An exchange of Lockstep, from the gradients to the new weights.
  case exchange(ExchangeKind)
  /// Only `MPI_Allreduce`, in place.
  case allReduce
  /// A copy of the bytes that `shared` moves.
  case copy
  /// A barrier of one host, without data.
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

  /// Returns the kinds that a number of hosts supports.
  package static func all(hostCount: Int) -> [ExchangeWay] {
    hostCount == 1
      ? [.exchange(.shared), .exchange(.ordered), .exchange(.mpi), .copy, .barrier]
      : [.exchange(.ordered), .exchange(.mpi)]
  }
}
