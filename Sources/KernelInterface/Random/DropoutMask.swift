/// The units that a dropout layer drops, a function of seed, epoch, layer and sample, not of call
/// order.
package struct DropoutMask: Sendable {
  package var generator: Philox4x32
  package var epoch: UInt32
  package var purpose: UInt32

  /// Creates the mask of one layer in one epoch.
  ///
  /// - Parameters:
  ///   - seed: The run's seed, the generator's key.
  ///   - epoch: The epoch, counted over all calls of `fit`.
  ///   - layer: The layer's index in model order, below 2^24.
  package init(seed: UInt64, epoch: UInt32, layer: UInt32) {
    generator = Philox4x32(key: seed)
    self.epoch = epoch
    purpose = GeneratorPurpose.dropout.rawValue | layer &<< 8
  }
}
