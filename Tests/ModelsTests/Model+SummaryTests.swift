import Models
import Testing

@Suite("Model.summary")
struct ModelSummaryTests {
  private func tutorialModel() -> Sequential {
    Sequential {
      Dense(512, activation: .relu, inputShape: [784])
      Dense(10, activation: .softmax)
    }
  }

  private let table = """
    Model: "sequential"
    ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┓
    ┃ Layer (type)               ┃ Output Shape        ┃    Param # ┃
    ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━┩
    │ dense (Dense)              │ (None, 512)         │    401,920 │
    ├────────────────────────────┼─────────────────────┼────────────┤
    │ dense_1 (Dense)            │ (None, 10)          │      5,130 │
    └────────────────────────────┴─────────────────────┴────────────┘

    """

  @Test func isWhatKerasPrintsForTheTutorialsModel() throws {
    let expected =
      table + """
         Total params: 407,050 (1.55 MB)
         Trainable params: 407,050 (1.55 MB)
         Non-trainable params: 0 (0.00 B)

        """
    let model = tutorialModel()
    #expect(try model.summary() == expected)
    try model.compile(optimizer: .adam, loss: .categoricalCrossentropy)
    #expect(try model.summary() == expected, "compiled, not yet trained")
  }

  /// Keras counts Adam's two slots, the number of updates and the learning rate.
  @Test func countsTheOptimizersNumbersAfterTraining() throws {
    let model = tutorialModel()
    try model.compile(optimizer: .adam, loss: .categoricalCrossentropy)
    var state = ModelState(weights: try model.parameterSpace().initialWeights(seed: 0))
    state.slots = [Float](repeating: 0, count: 2 * state.weights.count)
    state.iterations = 1
    model.state = state
    #expect(
      try model.summary() == table + """
         Total params: 1,221,152 (4.66 MB)
         Trainable params: 407,050 (1.55 MB)
         Non-trainable params: 0 (0.00 B)
         Optimizer params: 814,102 (3.11 MB)

        """)
  }

  /// Plain SGD has no slots, but Keras's two numbers still.
  @Test func countsAnOptimizersNumbersWithoutSlotsToo() throws {
    let model = Sequential { Dense(2, inputShape: [3]) }
    try model.compile(optimizer: .sgd, loss: .categoricalCrossentropy)
    var state = ModelState(weights: try model.parameterSpace().initialWeights(seed: 0))
    state.iterations = 1
    model.state = state
    #expect(
      try model.summary().hasSuffix(
        """
         Total params: 10 (40.00 B)
         Trainable params: 8 (32.00 B)
         Non-trainable params: 0 (0.00 B)
         Optimizer params: 2 (8.00 B)

        """))
  }

  /// A name too long for its column goes on in the next line, as in Keras; the edges are 45 % and
  /// 80 % of the line.
  @Test func wrapsCellsAtSpaces() throws {
    let model = Sequential(name: "narrow") {
      Flatten(inputShape: [2, 3], name: "all_pixels")
      Dense(1_000, useBias: false)
    }
    let lines = try model.summary(lineLength: 44).split(separator: "\n")
    #expect(lines.contains("│ all_pixels       │ (None, 6)    │      0 │"))
    #expect(lines.contains("│ (Flatten)        │              │        │"))
    #expect(lines.contains("│ dense (Dense)    │ (None, 1000) │  6,000 │"))
    #expect(lines.filter { "┏┃┡│├└".contains($0.prefix(1)) }.allSatisfy { $0.count == 44 })
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"), (100_000, "100,000"),
  ])
  func putsCommasBetweenThousands(number: Int, text: String) {
    #expect(number.groupedByThousands == text)
  }
}
