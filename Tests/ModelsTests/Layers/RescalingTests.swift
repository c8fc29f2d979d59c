import Kernels
import Models
import Testing

@Suite("Rescaling")
struct RescalingTests {
  @Test("multiplies and adds, and keeps the shape")
  func values() throws {
    FloatingPointMode.flushDenormals()
    let model = Sequential { Rescaling(0.5, offset: -1, inputShape: [2, 3]) }
    let graph = try model.graph()
    #expect(graph.calls[graph.outputs[0]].outputShape == [2, 3])
    let program = try Program(
      Sequential {
        Rescaling(0.5, offset: -1, inputShape: [6])
      }.graph(), loss: CategoricalCrossentropy(fromLogits: true), capacity: 1)
    for place in 0..<6 { unsafe program.input[place] = Float(place) }
    let weights: [Float] = [0]
    let found = unsafe weights.withUnsafeBufferPointer { buffer -> [Float] in
      guard let base = buffer.baseAddress else { return [] }
      unsafe program.predict(rows: 1, weights: base)
      return unsafe Array(UnsafeBufferPointer(start: program.output, count: 6))
    }
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
