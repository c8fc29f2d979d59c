import Lockstep
import TestSupport
import Testing
import Training

/// What is said of settings that are probably a mistake.
@Suite("warnings of a compilation")
struct CompilationWarningsTests {
  private func warnings(
    _ loss: any LossChoice, _ layers: [any Layer], units: Int = 4
  ) throws -> [String] {
    let model = Sequential([Dense(units, inputShape: [3])] + layers)
    try model.compile(optimizer: "sgd", loss: loss)
    return try #require(model.compilation).warnings(model.graph())
  }

  @Test("name logits that are taken for probabilities, behind whatever layers hide them")
  func logits() throws {
    let categorical = CategoricalCrossentropy()
    for layers in [
      [], [Dropout(0.5)], [Flatten()], [Activation(.relu)], [LeakyReLU()], [Dense(4)],
      [BatchNormalization()],
    ] as [[any Layer]] {
      let found = try warnings(categorical, layers)
      #expect(found.count == 1 && found[0].contains("fromLogits=true"), "\(found)")
    }
    for layers in [[Activation(.softmax)], [Activation(.sigmoid), Dropout(0.5)]] as [[any Layer]] {
      #expect(try warnings(categorical, layers).isEmpty)
    }
    #expect(try warnings(SparseCategoricalCrossentropy(), []).count == 1)
    #expect(try warnings(BinaryCrossentropy(), []).count == 1)
    #expect(try warnings(BinaryCrossentropy(fromLogits: true), []).isEmpty)
    #expect(try warnings(CategoricalCrossentropy(fromLogits: true), []).isEmpty)
    #expect(try warnings("mse", []).isEmpty)
  }

  @Test("name a softmax and a cross-entropy over one unit")
  func oneUnit() throws {
    let softmax = try warnings(BinaryCrossentropy(), [Activation(.softmax)], units: 1)
    #expect(softmax.count == 1 && softmax[0].contains("softmax over the one unit"))
    let loss = try warnings(CategoricalCrossentropy(), [Activation(.sigmoid)], units: 1)
    #expect(loss.count == 1 && loss[0].contains("over the one unit"))
    #expect(try warnings(BinaryCrossentropy(), [Activation(.sigmoid)], units: 1).isEmpty)
  }
}
