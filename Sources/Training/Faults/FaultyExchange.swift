import Engine
import Layers
import Parallel

/// An exchange that injects faults into weights and slots around `publish`.
@safe
final class FaultyExchange: ExchangeDecorator {
  let exchange: any Exchange
  private let memory: RunMemory
  private let corrupt: Corruption
  private let group: ProcessGroup

  /// Wraps an exchange of a group.
  init(
    _ exchange: any Exchange, _ memory: RunMemory, _ corrupt: @escaping Corruption,
    in group: ProcessGroup
  ) {
    self.exchange = exchange
    self.memory = memory
    unsafe self.corrupt = corrupt
    self.group = group
  }

  /// Injects faults into what the update has written, and then into what other ranks have written.
  ///
  /// The new weights must then be checked again.
  func publish(_ areFinite: Bool) throws -> Bool {
    let slots = memory.optimizerState.slots
    _ = unsafe change(.weights, weights + slice.lowerBound, count: slice.count)
    _ = unsafe change(.slots, slots.base, count: slots.count)
    _ = try exchange.publish(areFinite)
    let others =
      slice.lowerBound > 0 ? 0..<slice.lowerBound : slice.upperBound..<memory.weights.memory.count
    let isShared = unsafe change(.copy, weights + others.lowerBound, count: others.count)
    if isShared { try group.hostBarrier() }
    return false
  }

  private func change(
    _ part: CorruptiblePart, _ start: UnsafeMutablePointer<Float>, count: Int
  ) -> Bool {
    unsafe corrupt(part, UnsafeMutableBufferPointer(start: start, count: count))
  }
}
