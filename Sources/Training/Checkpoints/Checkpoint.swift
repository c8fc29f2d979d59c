package import Engine
package import FileFormats
import KerasFormat
import Layers

/// All that decides how a run goes on, at a step's end.
///
/// It holds neither world size, hosts, paths, exchange nor times: the same run gives the same
/// bytes, however it was carried out.
package struct Checkpoint: Sendable, Equatable {
  /// The form of the file; raised when a reader of the form before could not go on.
  package static let format = 2

  package var progress: TrainingProgress
  /// The model in Keras's JSON.
  package var model: JSON
  /// Optimizer, loss and metrics.
  package var compilation: JSON
  /// The learning rate of the next update.
  package var learningRate: Float
  package var run: RunIdentity
  /// The best epoch so far, where a number is monitored.
  package var best: BestCheckpoint?
  /// The parameters by name, in model order.
  package var weights: [NamedTensor]
  /// What no gradient changes, by name, in model order.
  package var variables: [NamedTensor]
  /// The optimizer's slots, `optimizer/SLOT/PARAMETER`, slot by slot in model order.
  package var slots: [NamedTensor]

  /// The weights as the parameter space has them.
  package func weightVector(_ space: ParameterSpace) -> [Float] {
    Self.vector(weights[...], space)
  }

  /// What no gradient changes, as its space has it.
  package func variableVector(_ space: ParameterSpace) -> [Float] {
    Self.vector(variables[...], space)
  }

  /// The slots one after the other, each as the parameter space has its parameters.
  package func slotVectors(_ space: ParameterSpace) -> [Float] {
    let count = max(space.parameters.count, 1)
    return stride(from: 0, to: slots.count, by: count).flatMap {
      Self.vector(slots[$0..<min($0 + count, slots.count)], space)
    }
  }

  private static func vector(_ tensors: ArraySlice<NamedTensor>, _ space: ParameterSpace) -> [Float]
  {
    var values = [Float](repeating: 0, count: space.count)
    for (parameter, tensor) in zip(space.parameters, tensors) {
      values.replaceSubrange(parameter.range, with: tensor.values)
    }
    return values
  }
}

/// A tensor of a checkpoint.
package struct NamedTensor: Sendable, Equatable {
  package let name: String
  package let shape: [Int]
  package let values: [Float]

  package init(name: String, shape: [Int], values: [Float]) {
    self.name = name
    self.shape = shape
    self.values = values
  }
}

/// The settings that must be the same for a run to go on.
package struct RunIdentity: Sendable, Equatable {
  package var seed: UInt64
  package var batchSize: Int
  package var leafCount: Int
  package var shuffle: Bool
  /// The number of training samples, and checksums of samples and labels.
  package var data: String

  package init(seed: UInt64, batchSize: Int, leafCount: Int, shuffle: Bool, data: String) {
    self.seed = seed
    self.batchSize = batchSize
    self.leafCount = leafCount
    self.shuffle = shuffle
    self.data = data
  }
}

extension Trainer {
  /// The run as it stands, copied: what puts a checkpoint together on any thread.
  ///
  /// - Throws: `TrainingError.notFinite`.
  func checkpoint(
    _ state: ModelState, slots: [Float]
  ) throws -> @Sendable () throws -> Checkpoint {
    guard [state.weights, state.variables, slots].allSatisfy(\.holdsFiniteNumbersOnly) else {
      throw TrainingError.notFinite(
        what: "a weight", epoch: progress.epoch, iteration: progress.iterations)
    }
    let plan = VariablePlan(graph)
    let (space, variableSpace) = (plan.parameterSpace, plan.variableSpace)
    let slotNames = compilation.optimizer.slotNames
    let (model, settings) = (try model.configuration(), compilation.configuration())
    let learningRate = compilation.optimizer.learningRate.rate(atStep: progress.iterations)
    return { [progress, identity, best] in
      let slotTensors = slotNames.enumerated().flatMap { place, name in
        space.tensors(
          "optimizer/\(name)/", slots[place * space.count..<(place + 1) * space.count])
      }
      return Checkpoint(
        progress: progress, model: model, compilation: settings, learningRate: learningRate,
        run: identity, best: best, weights: space.tensors("", state.weights[...]),
        variables: variableSpace.tensors("", state.variables[...]), slots: slotTensors)
    }
  }

  /// The settings that a run that goes on must share.
  package var identity: RunIdentity {
    RunIdentity(
      seed: model.seed, batchSize: options.batchSize, leafCount: options.leafCount,
      shuffle: options.shuffle, data: fingerprint)
  }
}

extension ParameterSpace {
  /// The parts of a vector by name.
  fileprivate func tensors(_ prefix: String, _ values: ArraySlice<Float>) -> [NamedTensor] {
    parameters.map { parameter in
      let start = values.startIndex + parameter.range.lowerBound
      return NamedTensor(
        name: prefix + parameter.name, shape: parameter.shape,
        values: Array(values[start..<start + parameter.range.count]))
    }
  }
}

extension [Float] {
  /// Whether none is infinite or no number.
  fileprivate var holdsFiniteNumbersOnly: Bool {
    // All bits of the exponent are set in the others; whole numbers, unlike a Bool, are compared
    // many at a time.
    let exponent: UInt32 = 0x7F80_0000
    return reduce(0 as UInt32) { Swift.max($0, $1.bitPattern & exponent) } < exponent
  }
}
