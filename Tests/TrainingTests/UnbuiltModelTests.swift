import Lockstep
import TestSupport
import Testing

/// A Sequential whose first layer has no input shape, as Keras's is before it is built.
@Suite("an unbuilt model", .flushedDenormals)
struct UnbuiltModelTests {
  private func model(inputShape: Shape? = nil) throws -> Sequential {
    let model = Sequential(seed: 3) {
      Dense(8, activation: .relu, inputShape: inputShape)
      Dense(SmallProblem.classCount, activation: .softmax)
    }
    try model.compile(optimizer: "adam", loss: "categorical_crossentropy")
    return model
  }

  @Test("takes its shape from the first samples, for the bits of a model that had it before")
  func fits() throws {
    let (x, y) = (SmallProblem.samples(64), try SmallProblem.oneHot(64))
    let (unbuilt, built) = (try model(), try model(inputShape: [16]))
    for model in [unbuilt, built] { try model.fit(x, y, epochs: 2, verbose: .silent) }
    #expect(try firstDifference(unbuilt, built) == nil)
    #expect(try unbuilt.configuration() == built.configuration())
    #expect(try model().predict(x).count == 64)
    #expect(try model().evaluate(x, y, verbose: .silent).loss.isFinite)
  }

  @Test("is checked against its losses then")
  func checked() throws {
    let model = Sequential([Dense(3)])
    try model.compile(optimizer: "adam", losses: ["mse", "mse"])
    #expect(throws: ModelError.self) {
      try model.fit(SmallProblem.samples(8), SmallProblem.oneHot(8), verbose: .silent)
    }
  }

  /// As Keras prints it.
  @Test("is summarised with question marks")
  func summary() throws {
    let text = try Sequential([Flatten(), Dense(3), Dense(4)]).summary()
    #expect(
      text.hasPrefix(
        """
        Model: "sequential"
        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┓
        ┃ Layer (type)               ┃ Output Shape        ┃    Param # ┃
        ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━┩
        │ flatten (Flatten)          │ ?                   │          0 │
        │                            │                     │  (unbuilt) │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ dense (Dense)              │ ?                   │          0 │
        """), "\(text)")
    #expect(text.contains("│ dense_1 (Dense) "), "\(text)")
    #expect(text.hasSuffix(" Non-trainable params: 0 (0.00 B)\n"))
  }
}
