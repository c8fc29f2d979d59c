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

  /// A name that does not fit beside its class wraps.
  @Test func isWhatKerasPrintsForTheConvolutions() throws {
    let model = Sequential {
      Conv2D(32, (3, 3), activation: .relu, inputShape: [28, 28, 1])
      MaxPooling2D((2, 2))
      Conv2D(64, (3, 3), activation: .relu)
      MaxPooling2D((2, 2))
      Flatten()
      Dense(64, activation: .relu)
      Dense(10, activation: .softmax)
    }
    #expect(
      try model.summary() == """
        Model: "sequential"
        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┓
        ┃ Layer (type)               ┃ Output Shape        ┃    Param # ┃
        ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━┩
        │ conv2d (Conv2D)            │ (None, 26, 26, 32)  │        320 │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ max_pooling2d              │ (None, 13, 13, 32)  │          0 │
        │ (MaxPooling2D)             │                     │            │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ conv2d_1 (Conv2D)          │ (None, 11, 11, 64)  │     18,496 │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ max_pooling2d_1            │ (None, 5, 5, 64)    │          0 │
        │ (MaxPooling2D)             │                     │            │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ flatten (Flatten)          │ (None, 1600)        │          0 │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ dense (Dense)              │ (None, 64)          │    102,464 │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ dense_1 (Dense)            │ (None, 10)          │        650 │
        └────────────────────────────┴─────────────────────┴────────────┘
         Total params: 121,930 (476.29 KB)
         Trainable params: 121,930 (476.29 KB)
         Non-trainable params: 0 (0.00 B)

        """)
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
