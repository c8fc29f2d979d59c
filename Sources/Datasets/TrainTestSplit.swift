import Kernels

/// An error in a split of data into samples to train and to test with.
package enum TrainTestSplitError: Error, Equatable, CustomStringConvertible {
  /// The part to train with is not above 0 and below 1.
  case fraction(found: Double)
  /// There are other labels than samples.
  case counts(samples: Int, labels: Int)
  /// One of the two parts has no sample.
  case emptyPart(fraction: Double, trainCount: Int, testCount: Int)
  /// Samples of values have no classes to be split by.
  case notClasses

  /// One line: found, expected and what to do.
  package var description: String {
    switch self {
    case .fraction(let found):
      "the fraction to train with: found \(found); expected a number above 0 and below 1"
    case .counts(let samples, let labels):
      "found \(samples) samples and \(labels) labels; expected as many of both"
    case .emptyPart(let fraction, let trainCount, let testCount):
      "the fraction \(fraction) to train with: found \(trainCount) samples to train with and "
        + "\(testCount) to test with; expected at least 1 of each"
    case .notClasses:
      "found labels that are values; expected classes, by which samples can be stratified"
    }
  }
}

/// Sets samples apart to test with: at random, or the last ones.
///
/// Which ones is a function of the seed and of their number, and of their classes if it is
/// stratified: the same on any number of ranks. Both parts are views, in the data's order.
///
/// Each sample gets a word of the generator, as in a shuffle, and those with the smallest words are
/// trained with, `floor(count * trainFraction)` of them; without shuffling the first ones are, as a
/// series in time needs it. A stratified split takes that many of each class, to within one sample:
/// those that the rounding leaves over go to the classes with the largest remainders, the first of
/// equals.
///
/// - Parameters:
///   - samples: The samples.
///   - labels: Their labels.
///   - trainFraction: The part to train with, above 0 and below 1.
///   - seed: The key of the random numbers.
///   - shuffled: Whether the samples to train with are drawn at random.
///   - stratified: Whether each class is split in the same proportion.
/// - Returns: The samples to train with and those to test with, and their labels.
/// - Throws: An error for a fraction that leaves a part empty, for labels that are values where the
///   split is stratified, or for invalid samples or labels.
public func trainTestSplit(
  _ samples: Samples, _ labels: Labels, trainFraction: Double, seed: UInt64 = 0,
  shuffled: Bool = true, stratified: Bool = false
) throws -> SampleSplit {
  try samples.check()
  try labels.check()
  guard trainFraction > 0, trainFraction < 1 else {
    throw TrainTestSplitError.fraction(found: trainFraction)
  }
  guard samples.count == labels.count else {
    throw TrainTestSplitError.counts(samples: samples.count, labels: labels.count)
  }
  let count = samples.count
  let order =
    shuffled
    ? BatchSchedule.sortedIndices(
      of: BatchSchedule.words(count: count, seed: seed, purpose: .trainTestSplit))
    : (0..<count).map { Int32($0) }
  let trainCount = Int((Double(count) * trainFraction).rounded(.down))
  var isTrained = [Bool](repeating: false, count: count)
  if stratified {
    guard labels.areClasses else { throw TrainTestSplitError.notClasses }
    var rest = try quotas(of: labels, trainFraction: trainFraction, trainCount: trainCount)
    for index in order where rest[labels[Int(index)], default: 0] > 0 {
      isTrained[Int(index)] = true
      rest[labels[Int(index)], default: 0] -= 1
    }
  } else {
    for index in order.prefix(trainCount) { isTrained[Int(index)] = true }
  }
  let train = (0..<count).filter { isTrained[$0] }
  let test = (0..<count).filter { !isTrained[$0] }
  guard !train.isEmpty, !test.isEmpty else {
    throw TrainTestSplitError.emptyPart(
      fraction: trainFraction, trainCount: train.count, testCount: test.count)
  }
  return (train: (samples[train], labels[train]), test: (samples[test], labels[test]))
}

/// The number of samples of each class to train with, which add up to the given count.
private func quotas(
  of labels: Labels, trainFraction: Double, trainCount: Int
) throws -> [Int: Int] {
  var counts: [Int: Int] = [:]
  for index in 0..<labels.count { counts[labels[index], default: 0] += 1 }
  let classes = counts.keys.sorted()
  let exact = classes.map { Double(counts[$0] ?? 0) * trainFraction }
  var quotas = exact.map { Int($0.rounded(.down)) }
  let byRemainder = classes.indices.sorted { first, second in
    let remainders = [first, second].map { exact[$0] - exact[$0].rounded(.down) }
    return remainders[0] == remainders[1] ? first < second : remainders[0] > remainders[1]
  }
  for index in byRemainder.prefix(max(0, trainCount - quotas.reduce(0, +))) { quotas[index] += 1 }
  return Dictionary(uniqueKeysWithValues: zip(classes, quotas))
}
