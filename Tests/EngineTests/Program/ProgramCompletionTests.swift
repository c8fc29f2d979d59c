import Engine
import Kernels
import Layers
import ModelTestSupport
import TestSupport
import Testing

/// What a backward pass calls complete must be what it ends with: ranks of other hosts get it
/// early.
@Suite("Program, calling gradients complete")
struct ProgramCompletionTests {
  /// A chain, layers of every kind with parameters, branches, and layers that are called twice: in
  /// front of, between and behind others.
  private static func models() -> [(name: String, model: Sequential)] {
    let images = Sequential(seed: 3) {
      InputLayer(shape: [6, 6, 1])
      Conv2D(4, (3, 3), activation: .relu)
      BatchNormalization()
      MaxPooling2D()
      Flatten()
      LayerNormalization()
      Dense(3, activation: .softmax)
    }
    return [
      ("chain", dense(shared: [])), ("images", images), ("first shared", dense(shared: [0, 1])),
      ("middle shared", dense(shared: [1, 2])), ("last shared", dense(shared: [2, 3])),
    ]
  }

  /// Four layers of five units, of which some are one and the same, and an output.
  private static func dense(shared: Set<Int>) -> Sequential {
    let common = Dense(5, activation: .relu)
    let model = Sequential([InputLayer(shape: [5])], seed: 4)
    for index in 0..<4 { model.add(shared.contains(index) ? common : Dense(5)) }
    model.add(Dense(3, activation: .softmax))
    return model
  }

  @Test func isTrueOfEveryOffset() throws {
    for (name, model) in Self.models() {
      let run = try ProgramRun(model, capacity: 16)
      let (space, program) = (run.program.parameterSpace, run.program)
      let leaves = leafRows(batchSize: 16, blocks: [0..<4, 4..<8])
      var samples = SampleValues(seed: 21)
      let inputs = samples.floats(16 * (name == "images" ? 36 : 5))
      for (index, input) in inputs.enumerated() { unsafe program.input(0)[index] = input }
      for row in 0..<16 { unsafe program.targets(0).classes[row] = Int32(row % 3) }
      let gradients = Arena(count: 2 * space.count)
      var offsets: [Int] = []
      try unsafe run.weights.withUnsafeBufferPointer { weights in
        guard let base = weights.baseAddress else { return }
        let variables = unsafe ModelVariables(weights: base, others: run.variables.base)
        func pass(_ completed: (Int) -> Void) throws {
          unsafe gradients.base.update(repeating: .nan, count: gradients.count)
          try program.forward(
            TrainingPass(
              draws: SampleDraws(seed: 0, epoch: 0, firstSample: 0), leaves: leaves,
              batchSize: 16, reduction: WholeBatch()), variables)
          try unsafe program.backward(variables, gradients: gradients.base) { completed($0) }
        }
        func values() -> [UInt32] {
          (0..<gradients.count).map { unsafe gradients.base[$0].bitPattern }
        }
        try pass { _ in }
        let expected = values()
        try pass { offset in
          let found = values()
          for block in 0..<2 {
            let complete = block * space.count + offset..<(block + 1) * space.count
            #expect(
              found[complete] == expected[complete], "\(name), block \(block) from \(offset) on")
          }
          offsets.append(offset)
        }
      }
      #expect(offsets == offsets.sorted(by: >=), "\(name): \(offsets)")
      if name == "chain" || name == "images" {
        let starts = Set(offsets)
        #expect(starts.contains(0) && starts.count >= 4, "\(name): \(offsets)")
      } else {
        #expect((offsets.last ?? 0) > 0, "\(name): shared gradients are complete at the end only")
      }
    }
  }
}
