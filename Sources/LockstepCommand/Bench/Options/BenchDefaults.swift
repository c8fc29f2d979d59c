/// The defaults of a measurement's shared options.
protocol BenchDefaults {
  /// The world sizes, which alternate.
  static var worlds: String { get }
  /// The number of times that each world size is started.
  static var rounds: Int { get }
  /// The number of turns within a start.
  static var repeats: Int { get }
  /// The number of steps of one turn.
  static var steps: Int { get }
  /// The least number of steps of a turn.
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
