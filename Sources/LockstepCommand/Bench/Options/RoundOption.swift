import ArgumentParser

/// `--round`, by which a command tells the processes that it starts which round they are; it looks
/// at the machine itself, and warns.
struct RoundOption: ParsableArguments {
  @Option(help: .hidden)
  var round: Int?

  /// The round, from 1.
  var number: Int { round ?? 1 }

  /// Whether this process was started by another measurement.
  var isStarted: Bool { round != nil }
}
