import Engine
import FileFormats
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("ELU")
struct ELUTests {
  @Test func tendsToMinusAlpha() throws {
    let model = Sequential {
      InputLayer(shape: [5])
      ELU(alpha: 0.5)
    }
    let run = try ProgramRun(
      model, loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: 1)
    expectSameBits(
      try run.predict([-.infinity, -200, 0, 3, .infinity], rows: 1),
      [-0.5, -0.5, 0, 3, .infinity], "alpha 1/2")
  }

  @Test func keepsTheShapeAndHasKerasDefault() throws {
    #expect(ELU().alpha.bitPattern == Float(1).bitPattern)
    #expect(try ELU().outputShape(for: [[2, 3, 4]]) == [2, 3, 4])
    let read = try #require(try readBack(ELU(alpha: 0.1), inputShape: [4]) as? ELU)
    #expect(read.alpha.bitPattern == Float(0.1).bitPattern)
    let bare = try #require(try layer("ELU", [:], inputShape: [4]) as? ELU)
    #expect(bare.alpha.bitPattern == Float(1).bitPattern)
  }

  @Test(arguments: [0, -1, .nan, .infinity] as [Float])
  func refusesAnAlphaThatCannotBe(alpha: Float) {
    #expect(
      throws: ModelError.invalidValue(
        of: "alpha of layer e", expected: "a number above 0", found: "\(alpha)")
    ) { try ELU(alpha: alpha, name: "e").outputShape(for: [[3]]) }
  }
}
