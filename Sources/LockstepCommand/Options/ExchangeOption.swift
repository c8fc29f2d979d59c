import ArgumentParser
import Parallel

/// `--exchange`.
struct ExchangeOption: ParsableArguments {
  @Option(help: "How gradients are summed: auto, shared, ordered or mpi.")
  var exchange = "auto"

  /// The exchange with that name.
  var kind: ExchangeKind { ExchangeKind(rawValue: exchange) ?? .auto }

  func validate() throws {
    guard ExchangeKind(rawValue: exchange) != nil else {
      throw ValidationError("\(ParallelError.unknownExchange(exchange))")
    }
  }
}
