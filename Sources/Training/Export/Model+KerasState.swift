import Engine
import FileFormats
package import Layers
package import Parallel

extension Model {
  /// Goes on with the optimizer's state in a `.keras` archive: the number of updates, the learning
  /// rate and the slots; collective over the group, rank 0 reads.
  ///
  /// Nothing changes where the archive has no state.
  ///
  /// - Parameters:
  ///   - path: The archive.
  ///   - optimizer: The optimizer that it was written with, whose slots are those of the model's.
  ///   - takingRate: Whether the learning rate is taken too.
  ///   - group: The processes.
  /// - Throws: on rank 0 `FileError`, or `DataFileError` naming the variable; `ModelError` for a
  ///   model that is not built.
  package func continueOptimizer(
    fromKeras path: String, _ optimizer: any Optimizer, takingRate: Bool = true,
    on group: ProcessGroup
  ) throws {
    var slots: [Float] = []
    // Updates, the rate's bits and whether there are slots; nothing without a state.
    let numbers = try group.numbersFromFirst {
      let file = try KerasArchive(path).weights()
      guard
        let state = try KerasOptimizerState(
          in: file, of: optimizer, hasRate: file.hasLearningRate(), for: self)
      else { return [] }
      slots = state.slots ?? []
      return [
        UInt64(state.iterations), state.learningRate.map { UInt64($0.bitPattern) } ?? .max,
        state.slots == nil ? 0 : 1,
      ]
    }
    guard numbers.count == 3 else { return }
    let space = try variablePlan().parameterSpace
    if numbers[2] == 1 {
      if !group.isFirst {
        slots = [Float](repeating: 0, count: optimizer.slotNames.count * space.count)
      }
      try group.broadcast(&slots)
    }
    let state = KerasOptimizerState(
      iterations: Int(numbers[0]),
      learningRate: numbers[1] == .max ? nil : Float(bitPattern: UInt32(numbers[1])),
      slots: numbers[2] == 1 ? slots : nil)
    state.set(in: self, space, takingRate: takingRate)
  }
}

extension Model {
  /// The number of updates that the optimizer in a `.keras` archive has made; 0 without a state.
  ///
  /// - Throws: `FileError`, or `DataFileError` for the archive.
  package static func updates(inKeras path: String) throws -> Int {
    let file = try KerasArchive(path).weights()
    return try file.contains(KerasPlaces.iterations) ? file.integer(KerasPlaces.iterations) : 0
  }
}

extension ProcessGroup {
  /// Returns the numbers that rank 0 computes, on every rank; only rank 0 reports an error.
  fileprivate func numbersFromFirst(_ compute: () throws -> [UInt64]) throws -> [UInt64] {
    let bytes = try fromFirst {
      try compute().flatMap { number in
        (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
      }
    }
    return stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
