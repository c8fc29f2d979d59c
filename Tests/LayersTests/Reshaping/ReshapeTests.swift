import Engine
import FileFormats
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("Reshape")
struct ReshapeTests {
  @Test func leavesTheElementsInTheirOrder() throws {
    let model = Sequential {
      Reshape([3, 2], inputShape: [6])
      Flatten()
    }
    let run = try ProgramRun(model, capacity: 2)
    let values = (0..<12).map(Float.init)
    expectSameBits(try run.predict(values, rows: 2), values, "two samples")
  }

  @Test func namesItselfWhereTheCountsDiffer() throws {
    let layer = Reshape([28, 28, 1], name: "r")
    #expect(try layer.outputShape(for: [[784]]) == [28, 28, 1])
    #expect(
      throws: ModelError.shape(
        layer: "r", expected: "784 elements, as (None, 28, 28, 1) has", found: [783])
    ) { try layer.outputShape(for: [[783]]) }
  }

  @Test(arguments: [
    (Shape([-1]), Shape([24])), (Shape([4, -1]), Shape([4, 6])),
    (Shape([-1, 3, 2]), Shape([4, 3, 2])), (Shape([24, -1]), Shape([24, 1])),
  ])
  func fillsInOneSize(target: Shape, expected: Shape) throws {
    #expect(try Reshape(target).outputShape(for: [[2, 3, 4]]) == expected)
    #expect(Reshape(target).targetShape == target)
  }

  @Test func namesItselfWhereNoSizeFits() {
    #expect(
      throws: ModelError.shape(
        layer: "r", expected: "a multiple of 5 elements for the target [5, -1]", found: [2, 3, 4])
    ) { try Reshape([5, -1], name: "r").outputShape(for: [[2, 3, 4]]) }
  }

  @Test(arguments: [Shape([-1, -1]), Shape([0, 24]), Shape([-2, 12]), Shape([0, -1])])
  func refusesSizesThatCannotBe(target: Shape) {
    #expect(
      throws: ModelError.invalidValue(
        of: "the target shape of layer r", expected: "sizes from 1 up, and at most one -1",
        found: "\(target.dimensions)")
    ) { try Reshape(target, name: "r").outputShape(for: [[2, 3, 4]]) }
  }

  @Test func comesBackFromItsConfiguration() throws {
    let layer = Reshape([2, 3, 2])
    #expect(layer.configuration == ["target_shape": [2, 3, 2]])
    let read = try #require(try readBack(layer, inputShape: [12]) as? Reshape)
    #expect(read.targetShape == [2, 3, 2])
  }
}
