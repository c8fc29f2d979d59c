/// The purpose of random numbers: one word of the generator's counter.
///
/// Streams of different purposes never overlap, so a new consumer changes no other's numbers.
package enum GeneratorPurpose: UInt32, Sendable {
  /// Initial values of a layer's weights.
  case initialWeights = 1
  /// The order of samples in an epoch.
  case shuffle = 2
  /// The units that a dropout layer drops.
  case dropout = 3
  /// Built-in synthetic digits.
  case syntheticData = 4
  /// Built-in points on two half circles.
  case twoMoons = 5
  /// Built-in counts of a known rate.
  case poissonCounts = 6
  /// The samples that are set apart to test with.
  case trainTestSplit = 7
}
