/// What a measurement's shared options are where they are not given.
protocol BenchDefaults {
  /// The world sizes that take turns.
  static var worlds: String { get }
  /// How often each world size is started.
  static var rounds: Int { get }
  /// The turns within a start.
  static var repeats: Int { get }
  /// The steps of one turn.
  static var steps: Int { get }
  /// The fewest steps that a turn can have.
  static var fewestSteps: Int { get }
  /// The networks, of a measurement of several.
  static var models: String { get }
}

extension BenchDefaults {
  static var worlds: String { "1,2,4" }
  static var rounds: Int { 5 }
  static var repeats: Int { 10 }
  static var steps: Int { 50 }
  static var fewestSteps: Int { 1 }
  static var models: String { "mlp,cnn" }
}
