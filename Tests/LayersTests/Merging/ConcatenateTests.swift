import Engine
import FileFormats
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("Concatenate")
struct ConcatenateTests {
  /// Two samples of `[2, 2]` and `[2, 2]` times ten.
  @Test(
    arguments: [
      (-1, [1, 2, 10, 20, 3, 4, 30, 40, 5, 6, 50, 60, 7, 8, 70, 80]),
      (2, [1, 2, 10, 20, 3, 4, 30, 40, 5, 6, 50, 60, 7, 8, 70, 80]),
      (1, [1, 2, 3, 4, 10, 20, 30, 40, 5, 6, 7, 8, 50, 60, 70, 80]),
      (-2, [1, 2, 3, 4, 10, 20, 30, 40, 5, 6, 7, 8, 50, 60, 70, 80]),
    ] as [(Int, [Float])])
  func putsRunsSideBySide(axis: Int, expected: [Float]) throws {
    let input = Symbol.input(shape: [2, 2])
    let output = try Flatten()(Concatenate(axis: axis)(input, Rescaling(10)(input)))
    let run = try ProgramRun(
      Model(inputs: [input], outputs: [output]),
      loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 2)
    expectSameBits(try run.predict([1, 2, 3, 4, 5, 6, 7, 8], rows: 2), expected, "axis \(axis)")
  }

  @Test func addsTheSizesUp() throws {
    #expect(try Concatenate().outputShape(for: [[3], [5], [1]]) == [9])
    #expect(try Concatenate(axis: 1).outputShape(for: [[3, 2], [5, 2]]) == [8, 2])
    #expect(try Concatenate(axis: -3).outputShape(for: [[3, 2, 7], [5, 2, 7]]) == [8, 2, 7])
    #expect(Concatenate().configuration == ["axis": -1])
  }

  @Test(arguments: [0, 3, -3])
  func refusesAnAxisThatIsNotThere(axis: Int) {
    #expect(
      throws: ModelError.invalidValue(
        of: "axis of layer c", expected: "1 to 2 or -2 to -1 for its input of shape (None, 3, 2)",
        found: "\(axis)")
    ) { try Concatenate(axis: axis, name: "c").outputShape(for: [[3, 2], [3, 2]]) }
  }

  @Test(arguments: [Shape([3, 3]), Shape([3]), Shape([3, 2, 1])])
  func refusesShapesThatDifferElsewhere(shape: Shape) {
    #expect(
      throws: ModelError.shape(
        layer: "c",
        expected: "(None, 3, 2), as its first input has, but for the size along axis 1",
        found: shape)
    ) { try Concatenate(axis: 1, name: "c").outputShape(for: [[3, 2], shape]) }
  }

  @Test func wantsTwoInputsWithAnAxis() {
    #expect(
      throws: ModelError.invalidValue(
        of: "the number of inputs of layer c", expected: "at least 2", found: "0")
    ) { try Concatenate(name: "c").outputShape(for: []) }
    #expect(
      throws: ModelError.invalidValue(
        of: "axis of layer c", expected: "an input with an axis besides the batch's", found: "-1")
    ) { try Concatenate(name: "c").outputShape(for: [[], []]) }
  }
}
