import Kernels

/// The order of samples in every epoch, and the samples of each step's batch.
///
/// The order is a function of seed and epoch alone. Each sample gets the generator's word with
/// the counter `[index / 4, 0, epoch, purpose]`, element `index mod 4`, and samples are sorted by
/// (word, index).
package struct BatchSchedule: Equatable, Sendable {
  /// The number of samples in an epoch.
  package let sampleCount: Int
  /// The number of samples in a step, except perhaps an epoch's last.
  package let batchSize: Int
  /// The key of the generator.
  package let seed: UInt64
  /// Whether the order changes from epoch to epoch; otherwise it is 0, 1, 2 and so on.
  package let shuffle: Bool

  /// Creates a schedule.
  ///
  /// - Precondition: Neither size is negative, the batch size is at least 1, and the sample
  ///   count fits `Int32`.
  package init(sampleCount: Int, batchSize: Int, seed: UInt64, shuffle: Bool) {
    require(
      0 <= sampleCount && sampleCount <= Int(Int32.max),
      "sampleCount: found \(sampleCount); expected 0 to \(Int32.max)")
    require(batchSize >= 1, "batchSize: found \(batchSize); expected 1 or more")
    self.sampleCount = sampleCount
    self.batchSize = batchSize
    self.seed = seed
    self.shuffle = shuffle
  }

  /// The number of steps in an epoch; a partial last batch counts.
  package var stepsPerEpoch: Int {
    sampleCount / batchSize + (sampleCount % batchSize == 0 ? 0 : 1)
  }

  /// Returns the positions in the epoch's order that form a step's batch.
  ///
  /// - Precondition: The step is in `0..<stepsPerEpoch`.
  package func batch(step: Int) -> Range<Int> {
    require(
      (0..<stepsPerEpoch).contains(step), "step: found \(step); expected 0..<\(stepsPerEpoch)")
    let start = step * batchSize
    return start..<(start + min(batchSize, sampleCount - start))
  }

  /// Returns the index of every sample, in the order of the epoch, counted from 0.
  ///
  /// - Complexity: O(samples).
  package func order(epoch: Int) -> [Int32] {
    shuffle
      ? Self.sortedIndices(of: words(epoch: epoch)) : (0..<sampleCount).map { Int32($0) }
  }

  private func words(epoch: Int) -> [UInt32] {
    Self.words(count: sampleCount, seed: seed, epoch: epoch, purpose: .shuffle)
  }

  /// Returns a random word for each index.
  static func words(
    count: Int, seed: UInt64, epoch: Int = 0, purpose: GeneratorPurpose
  ) -> [UInt32] {
    let generator = Philox4x32(key: seed)
    var result: [UInt32] = []
    result.reserveCapacity(count + 3)
    for block in 0..<((count + 3) / 4) {
      let words = generator(
        [UInt32(block), 0, UInt32(truncatingIfNeeded: epoch), purpose.rawValue])
      result.append(words[0])
      result.append(words[1])
      result.append(words[2])
      result.append(words[3])
    }
    result.removeLast(result.count - count)
    return result
  }

  /// Returns the positions of the words in ascending order; equal words keep their order.
  ///
  /// A radix sort from the least significant digit is stable, which is what sorts equal words by
  /// their index.
  static func sortedIndices(of words: [UInt32]) -> [Int32] {
    var indices = (0..<words.count).map { Int32($0) }
    var scratch = indices
    for shift: UInt32 in [0, 11, 22] {
      var starts = [Int](repeating: 0, count: 1 << 11)
      for word in words { starts[Int(word >> shift & 0x7FF)] += 1 }
      var next = 0
      for digit in starts.indices { (starts[digit], next) = (next, next + starts[digit]) }
      for index in indices {
        let digit = Int(words[Int(index)] >> shift & 0x7FF)
        scratch[starts[digit]] = index
        starts[digit] += 1
      }
      swap(&indices, &scratch)
    }
    return indices
  }
}
