import Engine
import FileFormats
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("Flatten")
struct FlattenTests {
  @Test func putsTheLastIndexFirst() throws {
    let run = try ProgramRun(Sequential { Flatten(inputShape: [2, 3, 2]) }, capacity: 2)
    let values = (0..<24).map(Float.init)
    expectSameBits(try run.predict(values, rows: 2), values, "two samples")
    #expect(run.program.outputShapes[0] == [12])
  }

  @Test(arguments: [
    (Shape([]), Shape([1])), (Shape([4]), Shape([4])), (Shape([2, 3]), Shape([6])),
  ])
  func hasOneDimension(input: Shape, output: Shape) throws {
    #expect(try Flatten().outputShape(for: [input]) == output)
    #expect(Flatten().configuration == ["data_format": "channels_last"])
  }
}
