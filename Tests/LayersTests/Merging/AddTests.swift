import Engine
import Layers
import ModelTestSupport
import TestSupport
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
}
