import Engine
import KerasFormat
import Layers
import ModelTestSupport
import Testing

@Suite("Rescaling")
struct RescalingTests {
  @Test("multiplies and adds, and keeps the shape")
  func values() throws {
    let model = Sequential { Rescaling(0.5, offset: -1, inputShape: [2, 3]) }
    let graph = try model.graph()
    #expect(graph.calls[graph.outputs[0]].outputShape == [2, 3])
    let flat = Sequential { Rescaling(0.5, offset: -1, inputShape: [6]) }
    let found = try ProgramRun(
      flat, loss: CategoricalCrossentropy(fromLogits: true), capacity: 1
    ).predict((0..<6).map(Float.init), rows: 1)
    #expect(found == [-1, -0.5, 0, 0.5, 1, 1.5])
  }

  @Test("refuses numbers that are not finite", arguments: [(Float.nan, Float(0)), (1, .infinity)])
  func notFinite(scale: Float, offset: Float) {
    let model = Sequential { Rescaling(scale, offset: offset, inputShape: [3], name: "bytes") }
    let error = #expect(throws: ModelError.self) { try model.graph() }
    #expect(error?.description.hasPrefix("scale and offset of layer bytes is") == true)
  }

  @Test("comes back from its configuration")
  func configuration() throws {
    let model = Sequential {
      Rescaling(1.0 / 255, offset: 0.5, inputShape: [3])
      Dropout(0.25)
    }
    let json = try model.configuration()
    #expect(try Sequential(configuration: json, seed: 0).configuration() == json)
  }
}
