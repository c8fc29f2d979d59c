import Engine
import FileFormats
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("LeakyReLU")
struct LeakyReLUTests {
  @Test func letsALittleThroughBelowZero() throws {
    let model = Sequential {
      InputLayer(shape: [6])
      LeakyReLU(negativeSlope: 0.25)
    }
    let run = try ProgramRun(
      model, loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 1)
    expectSameBits(
      try run.predict([-8, -1, 0, 2, -.infinity, .infinity], rows: 1),
      [-2, -0.25, 0, 2, -.infinity, .infinity], "slope 1/4")
  }

  @Test func keepsTheShapeAndHasKerasDefault() throws {
    let layer = LeakyReLU()
    #expect(layer.negativeSlope.bitPattern == Float(0.3).bitPattern)
    #expect(try layer.outputShape(for: [[2, 3, 4]]) == [2, 3, 4])
    let read = try #require(
      try readBack(LeakyReLU(negativeSlope: 0.01), inputShape: [4]) as? LeakyReLU)
    #expect(read.negativeSlope.bitPattern == Float(0.01).bitPattern)
    let bare = try #require(
      try ModelTestSupport.layer("LeakyReLU", [:], inputShape: [4]) as? LeakyReLU)
    #expect(bare.negativeSlope.bitPattern == Float(0.3).bitPattern)
  }

  /// Called through a protocol, so that this file does not use a deprecated name itself.
  @Test func takesKerasOlderName() {
    let maker: any SlopeMaker = OlderName()
    #expect(maker.layer(slope: 0.125).negativeSlope == 0.125)
  }

  @Test(arguments: [-0.5, .nan, .infinity] as [Float])
  func refusesASlopeThatCannotBe(slope: Float) {
    #expect(
      throws: ModelError.invalidValue(
        of: "negativeSlope of layer l", expected: "a number from 0 up", found: "\(slope)")
    ) { try LeakyReLU(negativeSlope: slope, name: "l").outputShape(for: [[3]]) }
  }
}

private protocol SlopeMaker {
  func layer(slope: Float) -> LeakyReLU
}

private struct OlderName: SlopeMaker {
  @available(*, deprecated)
  func layer(slope: Float) -> LeakyReLU { LeakyReLU(alpha: slope) }
}
