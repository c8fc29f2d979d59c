import Foundation
import Models
import Testing

@Suite("Add")
struct AddTests {
  @Test func addsElementByElement() throws {
    let input = Symbol.input(shape: [3])
    let parts = try [Rescaling(1)(input), Rescaling(10)(input), Rescaling(100)(input)]
    for (count, factor) in [(2, 11), (3, 111)] as [(Int, Float)] {
      let model = Model(inputs: [input], outputs: [try Add()(Array(parts[..<count]))])
      let run = try ProgramRun(
        model, loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 2)
      let values: [Float] = [1, 2, 3, -4, 0, 6]
      expectSameBits(
        try run.predict(values, rows: 2), values.map { $0 * factor }, "\(count) inputs")
    }
  }

  @Test func takesTwoOrMoreInputsOfOneShape() throws {
    let layer = Add(name: "a")
    #expect(try layer.outputShape(for: [[2, 3], [2, 3], [2, 3]]) == [2, 3])
    #expect(layer.configuration.isEmpty)
    #expect(
      throws: ModelError.invalidValue(
        of: "the number of inputs of layer a", expected: "at least 2", found: "1")
    ) { try layer.outputShape(for: [[2]]) }
  }

  @Test(arguments: [Shape([2]), Shape([1, 3]), Shape([3, 2]), Shape([2, 3, 1])])
  func doesNotBroadcast(shape: Shape) {
    #expect(
      throws: ModelError.shape(
        layer: "a", expected: "(None, 2, 3), as its first input has", found: shape)
    ) { try Add(name: "a").outputShape(for: [[2, 3], [2, 3], shape]) }
  }

  @Test("has the gradients of the plain loops")
  func gradients() throws {
    let input = Symbol.input(shape: [5])
    let left = try Dense(6)(input)
    let right = try Dense(6, useBias: false)(input)
    let output = try Dense(4)(Add()(left, Activation(.tanh)(right)))
    let plain = PlainBatch(inputCount: 5, classCount: 4) { parameters, samples in
      samples.map { x in
        let left = PlainBatch.dense(x, parameters[0], parameters[1])
        let right = PlainBatch.dense(x, parameters[2])
        let sum = zip(left, right).map { $0 + tanh($1) }
        return PlainBatch.dense(sum, parameters[3], parameters[4])
      }
    }
    let mismatch = try plain.mismatch(Model(inputs: [input], outputs: [output]), seed: 200)
    #expect(mismatch == nil)
  }
}
